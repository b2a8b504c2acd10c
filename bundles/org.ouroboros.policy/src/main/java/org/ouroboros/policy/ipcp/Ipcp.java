// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.policy.ipcp;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.osgi.annotation.versioning.ConsumerType;
import org.ouroboros.api.QosSpec;
import org.ouroboros.api.irm.LayerComponent;
import org.ouroboros.api.irm.LayerView;
import org.ouroboros.policy.swap.StateRefused;

/**
 * A member of a layer. Confined to the loop of its {@link IpcpHost}; futures complete there, and never block it.
 *
 * <p>A request that cannot be carried out completes with {@link LayerRefused}, an allocation with
 * {@link org.ouroboros.api.FlowRefused}.
 */
@ConsumerType
public interface Ipcp extends AutoCloseable {
    /**
     * Makes this IPCP the first member of a layer.
     *
     * @param config the layer and its options
     * @return completes when the IPCP is operational
     */
    CompletableFuture<LayerInfo> bootstrap(LayerConfig config);

    /**
     * Joins a layer through a member.
     *
     * @param destination a name that reaches a member
     * @return completes when the IPCP is operational
     */
    default CompletableFuture<LayerInfo> enrol(String destination) {
        return CompletableFuture.failedFuture(new LayerRefused("this type of IPCP does not enrol: bootstrap it"));
    }

    /**
     * Connects components to those of a neighbour.
     *
     * @param destination name of the neighbour
     * @param components which
     * @param qos QoS of the data-transfer flow
     * @return completes when they are connected
     */
    default CompletableFuture<Void> connect(String destination, Set<LayerComponent> components, QosSpec qos) {
        return CompletableFuture.failedFuture(new LayerRefused("this type of IPCP has no connections"));
    }

    /**
     * Takes back {@link #connect}.
     *
     * @param destination name of the neighbour
     * @param components which
     * @return completes when they are disconnected
     */
    default CompletableFuture<Void> disconnect(String destination, Set<LayerComponent> components) {
        return CompletableFuture.failedFuture(new LayerRefused("this type of IPCP has no connections"));
    }

    /**
     * Makes a name reachable in the layer.
     *
     * @param name hash of the name, by the layer's algorithm
     * @return completes when it is reachable
     */
    CompletableFuture<Void> register(NameHash name);

    /**
     * Takes back {@link #register}.
     *
     * @param name hash of the name
     * @return completes when it is no longer reachable
     */
    CompletableFuture<Void> unregister(NameHash name);

    /**
     * Asks whether the layer reaches a name.
     *
     * @param name hash of the name
     * @return completes with the answer; the IRM waits for it for a bounded time
     */
    CompletableFuture<Boolean> query(NameHash name);

    /**
     * Allocates a flow.
     *
     * @param request what is asked for
     * @return completes with the peer's answer. Who no longer wants the flow by then deallocates it
     */
    CompletableFuture<Allocation.Reply> allocate(Allocation request);

    /**
     * Takes a flow that a neighbour allocated to a name bound to this IPCP.
     *
     * @param name the name
     * @param qos QoS of the flow
     * @param flow the flow to send on
     * @return takes what arrives on it
     */
    default FlowUser accept(String name, QosSpec qos, LayerFlow flow) {
        throw new LayerRefused("this type of IPCP takes no flows");
    }

    /** {@return what it counts, by name, in the order in which it is to be shown} */
    default Map<String, Long> counters() {
        return Map.of();
    }

    /** {@return what it knows of its layer} */
    default LayerView view() {
        return LayerView.NONE;
    }

    /**
     * Leaves its place in the layer to a successor. What it uses of the system is given up; no user of a flow and no other member is told. Nothing
     * is called afterwards. What was being allocated is refused.
     *
     * @return where it was, with the packets that it kept, or empty if it is no member of a layer, or its type does not hand over; then nothing was changed
     */
    default Optional<MemberState> handOver() {
        return Optional.empty();
    }

    /**
     * Goes on where a predecessor was, in place of {@link #bootstrap} or {@link #enrol}. Each user of a flow is given the flow to send on by
     * {@link FlowUser#carriedBy}, at once, or as soon as the other end is there, too; one whose other end does not come back is told that the
     * flow is {@linkplain FlowUser#down down}. The packets of the state are delivered then.
     *
     * @param state where the predecessor was; ownership of the packets passes unless this is refused
     * @return the layer
     * @throws StateRefused if it cannot go on from there; then nothing was changed, and the IPCP is closed
     */
    default LayerInfo resume(MemberState state) {
        throw new StateRefused("this type of IPCP does not take over from another one");
    }

    /** {@return the members of the layer, as far as they are known, this one among them; empty if members of this type cannot tell} */
    default List<LayerMember> members() {
        return List.of();
    }

    /**
     * Sends a message to the system of another member, which its {@link IpcpHost#told} takes there. It may be lost, and overtake others. A
     * member of another implementation takes no notice of it.
     *
     * @param member address of the member
     * @param message at most some 1,000 bytes
     * @return whether it was sent; false if it is too long for the layer, if there is no way to the member, or no packet
     */
    default boolean tell(long member, byte[] message) {
        return false;
    }

    /** Leaves the layer: its flows go {@linkplain FlowUser#down down}. Idempotent; nothing else is called afterwards. */
    @Override
    void close();
}
