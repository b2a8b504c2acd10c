// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.virtual;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.ouroboros.packet.Packet;

/**
 * A packet under way, or the news that its flow was deallocated, which travels behind the packets. Belongs to one
 * {@link Direction}, which uses it again and again.
 */
final class Flight {
    /** When it moves on from where it is. */
    long timeNs;

    boolean lost;
    boolean duplicated;
    boolean reordered;

    private @Nullable VirtualFlow to;
    private @Nullable Packet packet;

    /** Takes up a packet, or news if there is none, that nothing is going to happen to. */
    void load(VirtualFlow destination, @Nullable Packet cargo) {
        to = destination;
        packet = cargo;
        lost = false;
        duplicated = false;
        reordered = false;
    }

    /** Lets go of what was taken up. */
    void unload() {
        to = null;
        packet = null;
    }

    /** {@return the end that this travels to} */
    VirtualFlow to() {
        return Objects.requireNonNull(to);
    }

    /** {@return the packet; null for the news that the flow was deallocated} */
    @Nullable
    Packet packet() {
        return packet;
    }
}
