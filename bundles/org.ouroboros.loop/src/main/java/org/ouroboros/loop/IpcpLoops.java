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

    /**
     * Watches loops: something may be called on one that does not return, and nothing can interrupt it there.
     *
     * @param watcher is told within a second
     * @return ends that
     */
    Watch watch(LoopWatcher watcher);

    /** Ends the watching of loops. */
    @ProviderType
    interface Watch extends AutoCloseable {
        /** Nothing is told from now on. Idempotent. */
        @Override
        void close();
    }
}
