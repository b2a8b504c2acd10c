// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.policy.ipcp;

import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;
import org.ouroboros.packet.Packet;

/** The lower side of a flow end: what its user sends on. Confined to the loop. */
@ConsumerType
public interface LayerFlow {
    /**
     * Sends a packet. It is dropped, and counted, if the flow cannot take it.
     *
     * @param packet with at least {@link #headroom()} in front and at most {@link #largestPacket()} long; ownership passes
     */
    void send(Packet packet);

    /**
     * Says whether the flow takes packets now. When it does again, {@link FlowUser#writableAgain()} is called.
     *
     * @return false if a packet sent now would be dropped for want of room
     */
    default boolean writable() {
        return true;
    }

    /** {@return bytes that this flow and those below push in front of a packet} */
    int headroom();

    /** {@return length of the largest packet, in bytes} */
    int largestPacket();

    /** Marks the flow down at this end and tells the peer if the layer can carry that. */
    default void markDown() {}

    /** Takes back {@link #markDown()}. */
    default void markUp() {}

    /**
     * Finds the user of the other end, if that is in the same system and packets pass there unchanged, in order and without
     * loss. Then the two may hand packets over directly.
     *
     * @return the user, or empty
     */
    default Optional<FlowUser> loopback() {
        return Optional.empty();
    }

    /** Releases this end; the peer is told if the layer can carry that. Idempotent; no upcall follows. */
    void deallocate();
}
