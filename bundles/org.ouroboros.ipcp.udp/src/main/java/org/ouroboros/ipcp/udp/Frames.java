// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.udp;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Optional;
import org.ouroboros.api.QosSpec;
import org.ouroboros.packet.Packet;
import org.ouroboros.policy.ipcp.NameHash;

/**
 * Wire format of a layer over UDP (network specification, 2.2 and 2.3). All fields are big-endian.
 *
 * <pre>
 *   data frame                               0      4
 *                                            +------+----------------
 *                                            | eid  | packet of the flow, possibly empty
 *                                            +------+----------------
 *
 *   management frame
 *   0      4       8       12         16          24      28     32    36        40        44     45      46        47
 *   +------+-------+-------+----------+-----------+-------+------+-----+---------+---------+------+-------+---------+----
 *   | 0    | s_eid | d_eid | response | bandwidth | delay | loss | ber | max_gap | timeout | code | avail | in_order| ...
 *   +------+-------+-------+----------+-----------+-------+------+-----+---------+---------+------+-------+---------+----
 *                                                                                             request: MD5 of name, oap
 *                                                                                             reply:   oap
 * </pre>
 *
 * <p>Both EIDs keep the initiator's point of view: {@code s_eid} of a reply is that of who gets it. A reply leaves the QoS 0.
 */
final class Frames {
    /** Bytes in front of a flow's packet. */
    static final int EID_BYTES = 4;

    /** EID of management frames. */
    static final int MANAGEMENT = 0;

    /** Bytes of a management frame in front of what it carries. */
    static final int HEADER_BYTES = 47;

    /** Bytes of the hash of a name. */
    static final int HASH_BYTES = 16;

    /** Longest management frame: a longer one overflows a buffer of the C prototype. */
    static final int LONGEST_MANAGEMENT = 2_048;

    private static final ValueLayout.OfInt INT = JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong LONG = JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private static final byte REQUEST = 1;
    private static final byte REPLY = 2;

    private static final int S_EID = 4;
    private static final int D_EID = 8;
    private static final int RESPONSE = 12;
    private static final int BANDWIDTH = 16;
    private static final int DELAY = 24;
    private static final int LOSS = 28;
    private static final int BER = 32;
    private static final int MAX_GAP = 36;
    private static final int TIMEOUT = 40;
    private static final int CODE = 44;
    private static final int AVAILABILITY = 45;
    private static final int IN_ORDER = 46;

    private Frames() {}

    /** A message between two IPCPs. */
    sealed interface Management {}

    /**
     * Asks for a flow.
     *
     * @param sourceEid EID of the initiator
     * @param qos QoS of the flow
     * @param destination hash of the name
     * @param oap the client's message; possibly empty
     */
    @SuppressWarnings("ArrayRecordComponent") // an opaque message, handed on and never compared
    record FlowRequest(int sourceEid, QosSpec qos, NameHash destination, byte[] oap) implements Management {
        /** Longest message of a client. */
        static final int LONGEST_OAP = LONGEST_MANAGEMENT - HEADER_BYTES - HASH_BYTES;
    }

    /**
     * Answers a {@link FlowRequest}.
     *
     * @param sourceEid EID of the initiator, who gets this
     * @param destinationEid EID of the responder
     * @param response 0, or the negative code of a refusal
     * @param oap the server's message; possibly empty
     */
    @SuppressWarnings("ArrayRecordComponent") // an opaque message, handed on and never compared
    record FlowReply(int sourceEid, int destinationEid, int response, byte[] oap) implements Management {
        /** Longest message of a server. */
        static final int LONGEST_OAP = LONGEST_MANAGEMENT - HEADER_BYTES;
    }

    /** {@return the EID that a frame begins with} It has that many bytes. */
    static int eid(MemorySegment bytes, long at) {
        return bytes.get(INT, at);
    }

    /** Puts the EID in front of a flow's packet. */
    static void pushEid(Packet packet, int eid) {
        packet.pushHeader(EID_BYTES);
        packet.segment().set(INT, packet.offset(), eid);
    }

    /** {@return what a management frame says, or empty if it says nothing} */
    static Optional<Management> read(MemorySegment bytes, long at, int length) {
        if (length < HEADER_BYTES || length > LONGEST_MANAGEMENT) {
            return Optional.empty();
        }
        return switch (bytes.get(JAVA_BYTE, at + CODE)) {
            case REQUEST -> request(bytes, at, length);
            case REPLY -> reply(bytes, at, length);
            default -> Optional.empty();
        };
    }

    private static Optional<Management> request(MemorySegment bytes, long at, int length) {
        if (length < HEADER_BYTES + HASH_BYTES) {
            return Optional.empty();
        }
        return Optional.of(new FlowRequest(
                bytes.get(INT, at + S_EID),
                new QosSpec(
                        unsigned(bytes, at + DELAY),
                        bytes.get(LONG, at + BANDWIDTH),
                        Byte.toUnsignedInt(bytes.get(JAVA_BYTE, at + AVAILABILITY)),
                        unsigned(bytes, at + LOSS),
                        unsigned(bytes, at + BER),
                        bytes.get(JAVA_BYTE, at + IN_ORDER) != 0,
                        unsigned(bytes, at + MAX_GAP),
                        unsigned(bytes, at + TIMEOUT)),
                NameHash.of(copy(bytes, at + HEADER_BYTES, HASH_BYTES)),
                copy(bytes, at + HEADER_BYTES + HASH_BYTES, length - HEADER_BYTES - HASH_BYTES)));
    }

    private static Optional<Management> reply(MemorySegment bytes, long at, int length) {
        int response = bytes.get(INT, at + RESPONSE);
        if (response > 0) {
            return Optional.empty();
        }
        return Optional.of(new FlowReply(
                bytes.get(INT, at + S_EID),
                bytes.get(INT, at + D_EID),
                response,
                copy(bytes, at + HEADER_BYTES, length - HEADER_BYTES)));
    }

    /** Writes a message into a packet that was just taken. */
    static void write(Packet packet, Management message) {
        switch (message) {
            case FlowRequest request -> {
                long at = begin(packet, HEADER_BYTES + HASH_BYTES + request.oap().length);
                write(packet.segment(), at, request);
            }
            case FlowReply reply -> {
                long at = begin(packet, HEADER_BYTES + reply.oap().length);
                write(packet.segment(), at, reply);
            }
        }
    }

    private static long begin(Packet packet, int length) {
        Slots.begin(packet, length);
        packet.append(length);
        packet.segment().asSlice(packet.offset(), HEADER_BYTES).fill((byte) 0);
        return packet.offset();
    }

    private static void write(MemorySegment bytes, long at, FlowRequest request) {
        QosSpec qos = request.qos();
        bytes.set(INT, at + S_EID, request.sourceEid());
        bytes.set(LONG, at + BANDWIDTH, qos.bandwidthBitsPerSecond());
        bytes.set(INT, at + DELAY, (int) qos.delayMs());
        bytes.set(INT, at + LOSS, (int) qos.loss());
        bytes.set(INT, at + BER, (int) qos.ber());
        bytes.set(INT, at + MAX_GAP, (int) qos.maxGapMs());
        bytes.set(INT, at + TIMEOUT, (int) qos.timeoutMs());
        bytes.set(JAVA_BYTE, at + CODE, REQUEST);
        bytes.set(JAVA_BYTE, at + AVAILABILITY, (byte) qos.availability());
        bytes.set(JAVA_BYTE, at + IN_ORDER, (byte) (qos.inOrder() ? 1 : 0));
        paste(request.destination().bytes(), bytes, at + HEADER_BYTES);
        paste(request.oap(), bytes, at + HEADER_BYTES + HASH_BYTES);
    }

    private static void write(MemorySegment bytes, long at, FlowReply reply) {
        bytes.set(INT, at + S_EID, reply.sourceEid());
        bytes.set(INT, at + D_EID, reply.destinationEid());
        bytes.set(INT, at + RESPONSE, reply.response());
        bytes.set(JAVA_BYTE, at + CODE, REPLY);
        paste(reply.oap(), bytes, at + HEADER_BYTES);
    }

    private static long unsigned(MemorySegment bytes, long at) {
        return Integer.toUnsignedLong(bytes.get(INT, at));
    }

    private static byte[] copy(MemorySegment bytes, long at, int length) {
        byte[] copy = new byte[length];
        MemorySegment.copy(bytes, JAVA_BYTE, at, copy, 0, length);
        return copy;
    }

    private static void paste(byte[] source, MemorySegment bytes, long at) {
        MemorySegment.copy(source, 0, bytes, JAVA_BYTE, at, source.length);
    }
}
