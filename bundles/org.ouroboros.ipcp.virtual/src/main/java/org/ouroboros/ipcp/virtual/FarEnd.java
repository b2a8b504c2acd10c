// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.virtual;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.ouroboros.packet.Packet;
import org.ouroboros.packet.PacketPool;

/** Where a {@link Direction} ends: what arrives there meets its fate. Confined to the loop of the link. */
final class FarEnd {
    private final long holdNs;
    private final PacketPool pool;

    /** Takes flights that ended, to be used again. */
    private final Deque<Flight> spare;

    /** What waits for another packet to pass, or follows such; {@link Flight#timeNs} says how long at most. */
    private final Deque<Flight> held = new ArrayDeque<>();

    private long lost;
    private long duplicated;
    private long uncopied;
    private long reordered;
    private long discarded;
    private long delivered;

    FarEnd(long holdNs, PacketPool pool, Deque<Flight> spare) {
        this.holdNs = holdNs;
        this.pool = pool;
        this.spare = spare;
    }

    /** {@return what is held back, that which will be delivered first in front} */
    Deque<Flight> held() {
        return held;
    }

    /** Takes what comes off the wire. */
    void arrive(Flight flight) {
        Packet packet = flight.packet();
        if (packet == null) {
            follow(flight);
        } else if (flight.lost) {
            lost++;
            recycle(flight);
            packet.release();
        } else if (flight.reordered) {
            flight.timeNs += holdNs;
            held.add(flight);
        } else {
            deliver(flight);
            deliverPassed();
        }
    }

    /** Hands a packet, or the news of a deallocation, to the user of the flow. */
    void deliver(Flight flight) {
        VirtualFlow to = flight.to();
        Packet packet = flight.packet();
        Packet copy = packet != null && flight.duplicated ? copy(packet) : null;
        recycle(flight);
        if (packet == null) {
            to.peerDeallocated();
            return;
        }
        try {
            hand(to, packet);
        } finally {
            if (copy != null) {
                hand(to, copy);
            }
        }
    }

    /** Drops a packet whose flow is gone. */
    void discard(Packet packet) {
        discarded++;
        packet.release();
    }

    /** {@return what happened so far} */
    LinkCounters counters(long sent, long overflowed) {
        return new LinkCounters(sent, lost, duplicated, uncopied, reordered, overflowed, discarded, delivered);
    }

    /** The news of a deallocation never overtakes a packet that was sent before. */
    private void follow(Flight news) {
        if (held.isEmpty()) {
            deliver(news);
        } else {
            held.add(news);
        }
    }

    private void deliverPassed() {
        for (Flight flight = held.poll(); flight != null; flight = held.poll()) {
            if (flight.packet() != null) {
                reordered++;
            }
            deliver(flight);
        }
    }

    private void hand(VirtualFlow to, Packet packet) {
        if (to.open()) {
            delivered++;
            to.user().receive(packet);
        } else {
            discard(packet);
        }
    }

    private @Nullable Packet copy(Packet packet) {
        Packet copy = pool.take();
        if (copy == null) {
            uncopied++;
        } else {
            duplicated++;
            copy.copyOf(packet);
        }
        return copy;
    }

    private void recycle(Flight flight) {
        flight.unload();
        spare.add(flight);
    }
}
