// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.policy.ipcp;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.osgi.annotation.versioning.ProviderType;
import org.ouroboros.api.QosSpec;
import org.ouroboros.api.irm.LayerComponent;
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

    /**
     * Takes an N-1 flow that a predecessor left. What arrived since then is delivered at once, and what else became of the flow told.
     *
     * @param flow the flow to send on, as the predecessor had it
     * @param user takes what arrives on it
     */
    default void resume(LayerFlow flow, FlowUser user) {
        throw new UnsupportedOperationException("this system keeps no N-1 flows for a successor");
    }

    /**
     * Lists where the operator has declared names to be found.
     *
     * @return an immutable snapshot, the same object until it changes; empty in a system without an operator
     */
    default List<Peer> peers() {
        return List.of();
    }

    /**
     * Recalls what this IPCP remembered last, in this run of the system or an earlier one.
     *
     * @return facts by name; empty for a new IPCP, and in a system that forgets
     */
    default Map<String, String> remembered() {
        return Map.of();
    }

    /**
     * Remembers what is to survive a restart, in place of what was remembered before. It is written soon, off the loop.
     *
     * @param facts facts by name, at most some kilobytes
     */
    default void remember(Map<String, String> facts) {}

    /**
     * Says that connections to a neighbour, which {@link Ipcp#connect} made, are gone. As long as they are wanted, they are asked for
     * again.
     *
     * @param destination name of the neighbour, as it was connected to
     * @param components which
     * @param reason why, for people
     */
    default void disconnected(String destination, Set<LayerComponent> components, String reason) {}

    /**
     * Takes a message of another member's system, which {@link Ipcp#tell} sent.
     *
     * @param member address of the member, as the message says
     * @param message the message
     */
    default void told(long member, byte[] message) {}
}
