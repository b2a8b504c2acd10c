// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.unicast;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.ouroboros.packet.Packet;

/** Packets that wait, with the order in which they came. Grows to what it held at most, and then allocates nothing. Confined to the loop. */
final class PacketQueue {
    private static final int FIRST_ROOM = 16;

    private @Nullable Packet[] packets = new Packet[FIRST_ROOM]; // a ring; its length is a power of two
    private long[] numbers = new long[FIRST_ROOM];
    private int head;
    private int size;

    boolean isEmpty() {
        return size == 0;
    }

    /** {@return number of the first packet; there is one} */
    long firstNumber() {
        return numbers[head];
    }

    void add(Packet packet, long number) {
        if (size == packets.length) {
            grow();
        }
        int tail = (head + size++) & (packets.length - 1);
        packets[tail] = packet;
        numbers[tail] = number;
    }

    /** {@return the first packet, or null if there is none} */
    @Nullable
    Packet poll() {
        if (size == 0) {
            return null;
        }
        Packet packet = packets[head];
        packets[head] = null;
        head = (head + 1) & (packets.length - 1);
        size--;
        return packet;
    }

    private void grow() {
        int room = packets.length;
        @Nullable Packet[] ring = Arrays.copyOf(packets, 2 * room);
        long[] order = Arrays.copyOf(numbers, 2 * room);
        System.arraycopy(packets, 0, ring, room, head); // those that had wrapped follow the others
        System.arraycopy(numbers, 0, order, room, head);
        packets = ring;
        numbers = order;
    }
}
