// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.reliability.frcp;

import org.jspecify.annotations.Nullable;
import org.ouroboros.packet.Packet;

/**
 * Packets by sequence number, within a window that is never wider than the ring. The ring owns them. Its size is a power of two,
 * and doubles up to a bound when it is asked to.
 */
final class PacketRing {
    private final int largest;
    private @Nullable Packet[] packets;
    private byte[] marks; // of each, by its user

    PacketRing(int size, int largest) {
        this.packets = new Packet[size];
        this.marks = new byte[size];
        this.largest = largest;
    }

    int size() {
        return packets.length;
    }

    boolean has(int number) {
        return packets[place(number)] != null;
    }

    /** {@return the packet of a number, which the ring has; it stays there} */
    Packet get(int number) {
        Packet packet = packets[place(number)];
        if (packet == null) {
            throw new IllegalStateException("no packet " + Integer.toUnsignedString(number) + " in the window");
        }
        return packet;
    }

    /** {@return the mark of a packet, which the ring has} */
    int mark(int number) {
        return marks[place(number)];
    }

    /** Puts a packet into a place that is free. */
    void put(int number, Packet packet, int mark) {
        packets[place(number)] = packet;
        marks[place(number)] = (byte) mark;
    }

    /** {@return the packet of a number, which the ring has; ownership passes} */
    Packet remove(int number) {
        Packet packet = get(number);
        packets[place(number)] = null;
        return packet;
    }

    /**
     * Doubles the ring.
     *
     * @param first the first number of the window
     * @return whether it was below its bound
     */
    boolean grow(int first) {
        if (packets.length >= largest) {
            return false;
        }
        @Nullable Packet[] before = packets;
        byte[] marksBefore = marks;
        packets = new Packet[2 * before.length];
        marks = new byte[packets.length];
        for (int number = first; number != first + before.length; number++) {
            packets[place(number)] = before[number & (before.length - 1)];
            marks[place(number)] = marksBefore[number & (before.length - 1)];
        }
        return true;
    }

    /** Releases all packets. */
    void clear() {
        for (int i = 0; i < packets.length; i++) {
            Packet packet = packets[i];
            if (packet != null) {
                packets[i] = null;
                packet.release();
            }
        }
    }

    private int place(int number) {
        return number & (packets.length - 1);
    }
}
