// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.policy.ipcp;

import org.osgi.annotation.versioning.ConsumerType;
import org.ouroboros.packet.Packet;

/** The upper side of a flow end: takes what the layer delivers. Called on the loop of the flow. */
@ConsumerType
public interface FlowUser {
    /**
     * Takes a packet.
     *
     * @param packet the peer's bytes; ownership passes
     */
    void receive(Packet packet);

    /** Says that {@link LayerFlow#writable()} became true. */
    default void writableAgain() {}

    /**
     * Says that the flow carries nothing for now.
     *
     * @param reason why, for people
     */
    void down(String reason);

    /** Says that the flow carries packets again. */
    void up();

    /** Says that the peer released its end. The flow carries nothing any more. */
    void deallocated();

    /**
     * {@return whether the flow takes up where an earlier one to the same name ended} A peer that does not know that the earlier one is over
     * may go on sending to that. A layer that can has such packets arrive here; asked before the flow is allocated.
     */
    default boolean continues() {
        return false;
    }

    /**
     * Says that the flow is held: what carries it is being replaced. The {@link LayerFlow} is not used from now on. Either
     * {@link #carriedBy} follows, or {@link #down}.
     */
    default void held() {}

    /**
     * Says that a flow that was held goes on.
     *
     * @param flow what to send on from now on; a user that does not know of this releases it
     */
    default void carriedBy(LayerFlow flow) {
        flow.deallocate();
    }

    /** Says that nothing was heard of the peer for the time-out of the QoS. The flow carries nothing any more. */
    default void peerDead() {
        deallocated();
    }
}
