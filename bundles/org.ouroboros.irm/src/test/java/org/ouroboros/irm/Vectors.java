// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.ouroboros.packet.Packet;

/** The initialisation vectors of packets, of which none may come twice, whatever the key: 12 bytes in front of each packet. Any number of them. */
final class Vectors {
    private static final int BYTES = 12;

    private long[] front = new long[1 << 16]; // open addressing; at most half of the places are taken
    private int[] back = new int[front.length];
    private boolean[] taken = new boolean[front.length];
    private int packets;

    /** Takes note of a packet; {@return whether its vector is a new one} A sign of life has none. */
    boolean isNew(Packet packet) {
        if (packet.length() <= BYTES) {
            return true;
        }
        if (2 * packets == front.length) {
            grow();
        }
        packets++;
        MemorySegment bytes = packet.segment();
        return add(
                bytes.get(ValueLayout.JAVA_LONG_UNALIGNED, packet.offset()),
                bytes.get(ValueLayout.JAVA_INT_UNALIGNED, packet.offset() + Long.BYTES));
    }

    /** {@return packets with a vector} */
    int packets() {
        return packets;
    }

    private boolean add(long first, int rest) {
        int place = (int) ((first * 0x9E37_79B9_7F4A_7C15L) >>> Integer.SIZE) & (front.length - 1);
        while (taken[place]) {
            if (front[place] == first && back[place] == rest) {
                return false;
            }
            place = (place + 1) & (front.length - 1);
        }
        taken[place] = true;
        front[place] = first;
        back[place] = rest;
        return true;
    }

    private void grow() {
        long[] first = front;
        int[] rest = back;
        boolean[] before = taken;
        front = new long[2 * first.length];
        back = new int[front.length];
        taken = new boolean[front.length];
        for (int i = 0; i < before.length; i++) {
            if (before[i]) {
                add(first[i], rest[i]);
            }
        }
    }
}
