// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.loop;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;
import org.ouroboros.api.irm.LoopInfo;

/** The event loops of a system: a service. */
@ProviderType
public interface IpcpLoops {
    /** {@return the loop that IPCPs share unless they ask for one of their own} */
    IpcpLoop shared();

    /** {@return all loops, as they are now} */
    List<LoopInfo> infos();
}
