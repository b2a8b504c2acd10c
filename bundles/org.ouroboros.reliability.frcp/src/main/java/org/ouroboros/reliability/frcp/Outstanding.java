// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.reliability.frcp;

import java.util.ArrayList;
import java.util.List;
import org.ouroboros.packet.Packet;
import org.ouroboros.policy.reliability.ReliabilityState.Kept;

/** The packets that are not acknowledged yet, as they came from the user, and when they were sent. Confined to the loop. */
final class Outstanding {
    private final PacketRing packets;
    private long[] firstNs;
    private long[] latestNs;

    Outstanding(int size, int largest) {
        packets = new PacketRing(size, largest);
        firstNs = new long[size];
        latestNs = new long[size];
    }

    int size() {
        return packets.size();
    }

    /** Makes room for twice as many, from the first number of the window on. */
    void grow(int first) {
        if (packets.grow(first)) {
            firstNs = grown(firstNs, first);
            latestNs = grown(latestNs, first);
        }
    }

    /**
     * Keeps a packet.
     *
     * @param flags of its payload
     */
    void put(int number, Packet packet, int flags, long nowNs) {
        packets.put(number, packet, flags);
        firstNs[place(number)] = nowNs;
        latestNs[place(number)] = nowNs;
    }

    /** Keeps packets that were sent before, of a window that begins with the first of them. */
    void resume(List<Kept> before) {
        for (Kept each : before) {
            if (each.number() - before.getFirst().number() >= size()) {
                grow(before.getFirst().number());
            }
            packets.put(each.number(), each.packet(), FrcpFormat.DATA | Pieces.flags(each));
            firstNs[place(each.number())] = each.firstNs();
            latestNs[place(each.number())] = each.latestNs();
        }
    }

    /** {@return the packets between two numbers, whose ownership passes} */
    List<Kept> handOver(int from, int upTo) {
        List<Kept> kept = new ArrayList<>(upTo - from);
        for (int number = from; number != upTo; number++) {
            int flags = flags(number);
            kept.add(Pieces.kept(number, packets.remove(number), flags, firstNs(number), latestNs(number)));
        }
        return kept;
    }

    Packet get(int number) {
        return packets.get(number);
    }

    int flags(int number) {
        return packets.mark(number);
    }

    /** Takes note that a packet was sent again; the clock may not have been read since it was sent first. */
    void sentAgain(int number, long nowNs) {
        latestNs[place(number)] = nowNs == firstNs(number) ? nowNs + 1 : nowNs;
    }

    /** {@return when a packet was sent first} */
    long firstNs(int number) {
        return firstNs[place(number)];
    }

    /** {@return when a packet was sent last} */
    long latestNs(int number) {
        return latestNs[place(number)];
    }

    boolean sentOnce(int number) {
        return firstNs(number) == latestNs(number);
    }

    /** Lets go of the packets before a number. */
    void release(int from, int upTo) {
        for (int number = from; number != upTo; number++) {
            packets.remove(number).release();
        }
    }

    void clear() {
        packets.clear();
    }

    private long[] grown(long[] before, int first) {
        long[] times = new long[packets.size()];
        for (int number = first; number != first + before.length; number++) {
            times[place(number)] = before[number & (before.length - 1)];
        }
        return times;
    }

    private int place(int number) {
        return number & (packets.size() - 1);
    }
}
