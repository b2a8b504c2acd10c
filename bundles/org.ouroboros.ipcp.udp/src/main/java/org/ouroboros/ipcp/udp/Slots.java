// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.udp;

import org.ouroboros.packet.Packet;
import org.ouroboros.packet.PacketPool;

/**
 * Where datagrams lie in packets. A data frame lies so that what is behind its EID has all the headroom of a new packet; what is
 * longer, as requests and replies may be, begins further in front.
 */
final class Slots {
    /** Longest datagram. */
    static final int LONGEST = PacketPool.SLOT_BYTES;

    /** Longest data frame. */
    static final int LONGEST_DATA = Frames.EID_BYTES + PacketPool.SLOT_BYTES - PacketPool.HEADROOM;

    private Slots() {}

    /**
     * Makes a new packet begin where a datagram goes.
     *
     * @param packet one that was just taken; becomes empty, with room for the datagram
     * @param length of the datagram, at most {@link #LONGEST}
     */
    static void begin(Packet packet, int length) {
        int front = Math.clamp(length - packet.tailroom(), Frames.EID_BYTES, packet.headroom());
        packet.pushHeader(front);
        packet.trim(front);
    }
}
