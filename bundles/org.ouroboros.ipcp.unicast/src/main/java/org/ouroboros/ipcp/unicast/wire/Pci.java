// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.unicast.wire;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.ouroboros.packet.Packet;

/**
 * The header of a data-transfer packet, in place (network specification, section 5.1).
 *
 * <pre>
 *   0               4      5      6      7               15
 *   +---------------+------+------+------+---------------+
 *   | destination   | qos  | ttl  | ecn  | eid           |   unsigned, little-endian
 *   +---------------+------+------+------+---------------+
 * </pre>
 *
 * <p>The size of an address is always 4: with any other the members of the C prototype do not start.
 */
public final class Pci {
    /** Size of the header in bytes. */
    public static final int BYTES = 15;

    /** Size of an address in bytes. */
    public static final int ADDRESS_BYTES = 4;

    /** Size of an endpoint id in bytes. */
    public static final int EID_BYTES = 8;

    private static final ValueLayout.OfInt ADDRESS = JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong FRONT = JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong EID = JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int CUBE_AT = 4;
    private static final int TTL_AT = 5;
    private static final int ECN_AT = 6;
    private static final int EID_AT = 7;

    private Pci() {}

    /**
     * Puts a header in front of a packet.
     *
     * @param packet with at least {@link #BYTES} of headroom
     * @param destination address of the member that it is for
     * @param cube QoS cube
     * @param ttl hops that it may take, 1..255
     * @param eid endpoint at that member
     */
    public static void push(Packet packet, long destination, int cube, int ttl, long eid) {
        packet.pushHeader(BYTES);
        MemorySegment bytes = packet.segment();
        int at = packet.offset();
        bytes.set(
                FRONT,
                at,
                (destination & 0xFFFF_FFFFL)
                        | ((cube & 0xFFL) << (CUBE_AT * Byte.SIZE))
                        | ((ttl & 0xFFL) << (TTL_AT * Byte.SIZE)));
        bytes.set(EID, at + EID_AT, eid); // over the last byte of the front
    }

    /**
     * Reads the destination.
     *
     * @param packet with a header in front
     * @return address of the member that it is for
     */
    public static long destination(Packet packet) {
        return Integer.toUnsignedLong(packet.segment().get(ADDRESS, packet.offset()));
    }

    /**
     * Reads the QoS cube.
     *
     * @param packet with a header in front
     * @return the cube, 0..255
     */
    public static int cube(Packet packet) {
        return unsigned(packet, CUBE_AT);
    }

    /**
     * Reads the hops that are left.
     *
     * @param packet with a header in front
     * @return hops that it may take, 0..255
     */
    public static int ttl(Packet packet) {
        return unsigned(packet, TTL_AT);
    }

    /**
     * Writes the hops that are left.
     *
     * @param packet with a header in front
     * @param ttl hops that it may take, 0..255
     */
    public static void ttl(Packet packet, int ttl) {
        packet.segment().set(JAVA_BYTE, packet.offset() + TTL_AT, (byte) ttl);
    }

    /**
     * Reads the congestion mark.
     *
     * @param packet with a header in front
     * @return the mark, 0..255
     */
    public static int ecn(Packet packet) {
        return unsigned(packet, ECN_AT);
    }

    /**
     * Writes the congestion mark.
     *
     * @param packet with a header in front
     * @param ecn the mark, 0..255
     */
    public static void ecn(Packet packet, int ecn) {
        packet.segment().set(JAVA_BYTE, packet.offset() + ECN_AT, (byte) ecn);
    }

    /**
     * Reads the endpoint.
     *
     * @param packet with a header in front
     * @return endpoint at the destination
     */
    public static long eid(Packet packet) {
        return packet.segment().get(EID, packet.offset() + EID_AT);
    }

    private static int unsigned(Packet packet, int at) {
        return Byte.toUnsignedInt(packet.segment().get(JAVA_BYTE, packet.offset() + at));
    }
}
