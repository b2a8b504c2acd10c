// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.policy.ipcp;

import java.util.concurrent.CompletableFuture;
import org.osgi.annotation.versioning.ProviderType;
import org.ouroboros.api.QosSpec;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.packet.PacketPool;

/** What a system does for one of its IPCPs. Confined to the loop. */
@ProviderType
public interface IpcpHost {
    /** {@return name of the IPCP} */
    String ipcp();

    /** {@return the loop that the IPCP lives on} */
    IpcpLoop loop();

    /** {@return the packets of the system} */
    PacketPool pool();

    /**
     * Offers a flow that a peer asks for to the processes of this system.
     *
     * @param arrival the flow
     * @return completes with who takes it, or with {@link org.ouroboros.api.FlowRefused}; then the IPCP releases the flow
     */
    CompletableFuture<Allocation.Acceptance> arrived(Allocation.Arrival arrival);

    /**
     * Allocates a flow of a lower layer to a name: an N-1 flow.
     *
     * @param name the name to reach
     * @param qos what the flow must do
     * @param user takes what arrives on it
     * @return completes with the flow to send on, or with {@link org.ouroboros.api.FlowRefused}
     */
    CompletableFuture<LayerFlow> allocate(String name, QosSpec qos, FlowUser user);
}
