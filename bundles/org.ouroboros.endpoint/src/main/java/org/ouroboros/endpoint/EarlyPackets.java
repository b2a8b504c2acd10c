// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.ouroboros.packet.Packet;
import org.ouroboros.packet.PacketPool;

/**
 * What the peer sends before there is all that it takes to take it: the key, a flow to be on, a user. A bounded number of packets waits, as long as
 * the system has plenty. Confined to the loop.
 */
final class EarlyPackets {
    private final PacketPool pool;
    private @Nullable Queue<Packet> waiting; // null when packets are taken as they come
    private int most;

    /** Nothing waits. */
    EarlyPackets(PacketPool pool) {
        this.pool = pool;
    }

    /** Has packets wait from now on, up to a number. */
    void await(int mostPackets) {
        most = mostPackets;
        if (waiting == null) {
            waiting = new ArrayDeque<>();
        }
    }

    /** {@return whether packets wait} */
    boolean isAwaiting() {
        return waiting != null;
    }

    /** Has a packet wait; {@return false if it is one too many, and still the caller's} Only while they wait. */
    boolean add(Packet packet) {
        Queue<Packet> queue = waiting;
        return queue != null && queue.size() < most && !pool.scarce() && queue.add(packet);
    }

    /** Has no packet wait any more: what waits is taken, in order. */
    void end(Consumer<Packet> taker) {
        Queue<Packet> ended = waiting;
        if (ended != null) {
            waiting = null;
            ended.forEach(taker);
        }
    }
}
