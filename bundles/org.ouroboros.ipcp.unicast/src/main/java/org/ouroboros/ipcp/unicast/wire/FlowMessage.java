// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.unicast.wire;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.ouroboros.api.QosSpec;
import org.ouroboros.policy.ipcp.NameHash;

/**
 * A message of the flow allocator (network specification, section 6). All fields are big-endian.
 *
 * <pre>
 *   0        8        16       24         32       36     40    44    48       52       56   58    59            60        61
 *   +--------+--------+--------+----------+--------+------+-----+-----+--------+--------+----+-----+-------------+---------+---
 *   | s_addr | r_eid  | s_eid  | bandwidth| response| delay| loss| ber | max_gap| timeout| ece| code| availability| in_order| ...
 *   +--------+--------+--------+----------+--------+------+-----+-----+--------+--------+----+-----+-------------+---------+---
 * </pre>
 *
 * <p>Codes: 0 request, 1 reply, 2 update; of ours alone, 3 deallocation, 4 repetition of a request, 5 word of a system.
 */
public sealed interface FlowMessage {
    /** Size of the header in bytes. */
    int HEADER_BYTES = 61;

    /** Longest message: what a member of the C prototype has room for. */
    int LONGEST_BYTES = 2_048;

    /**
     * Asks for a flow.
     *
     * @param source address of the member that asks
     * @param sourceEid endpoint of the flow there
     * @param qos QoS of the flow
     * @param destination hash of the name
     * @param oap message of the flow allocation protocol
     */
    @SuppressWarnings("ArrayRecordComponent") // an opaque message, handed on and never compared
    record Request(long source, long sourceEid, QosSpec qos, NameHash destination, byte[] oap) implements FlowMessage {
        private byte[] bytes(int code) {
            return FlowMessage.bytes(code, source, 0, sourceEid, 0, 0, qos, destination.bytes(), oap);
        }
    }

    /**
     * Asks for a flow again: the request, or its answer, may have been lost. Members of the C prototype ignore it, as they do every unknown
     * code.
     *
     * @param request what was asked, word for word
     */
    record Repetition(Request request) implements FlowMessage {}

    /**
     * Answers a request.
     *
     * @param eid endpoint of the flow at the member that asked
     * @param sourceEid endpoint of the flow at the member that answers
     * @param response 0, or a negative code
     * @param oap message of the flow allocation protocol
     */
    @SuppressWarnings("ArrayRecordComponent") // an opaque message, handed on and never compared
    record Reply(long eid, long sourceEid, int response, byte[] oap) implements FlowMessage {}

    /**
     * Tells the sender of a flow of congestion.
     *
     * @param eid endpoint of the flow at the receiver of this message
     * @param ece level, 0..65535
     */
    record Update(long eid, int ece) implements FlowMessage {}

    /**
     * Tells that the peer released its end. Members of the C prototype ignore it, as they do every unknown code.
     *
     * @param eid endpoint of the flow at the receiver of this message
     * @param sourceEid endpoint of the flow at the sender
     */
    record Deallocation(long eid, long sourceEid) implements FlowMessage {}

    /**
     * What systems of members say to each other: nothing that a flow allocator minds, but the one place where members of the C prototype
     * skip what they do not know without a word.
     *
     * @param source address of the member that says it
     * @param text what it says
     */
    @SuppressWarnings("ArrayRecordComponent") // an opaque message, handed on and never compared
    record Word(long source, byte[] text) implements FlowMessage {}

    /** {@return the message in bytes} */
    default byte[] encode() {
        return switch (this) {
            case Request request -> request.bytes(0);
            case Repetition(Request request) -> request.bytes(4);
            case Reply(long eid, long sourceEid, int response, byte[] oap) ->
                bytes(1, 0, eid, sourceEid, response, 0, NO_QOS, oap);
            case Update(long eid, int ece) -> bytes(2, 0, eid, 0, 0, ece, NO_QOS);
            case Deallocation(long eid, long sourceEid) -> bytes(3, 0, eid, sourceEid, 0, 0, NO_QOS);
            case Word(long source, byte[] text) -> bytes(5, source, 0, 0, 0, 0, NO_QOS, text);
        };
    }

    /**
     * Reads a message.
     *
     * @param message all of it
     * @param hashBytes length of a hash of the layer
     * @return the message; empty if it is malformed, or of an unknown code
     */
    static Optional<FlowMessage> decode(byte[] message, int hashBytes) {
        if (message.length < HEADER_BYTES || message.length > LONGEST_BYTES) {
            return Optional.empty();
        }
        ByteBuffer bytes = ByteBuffer.wrap(message);
        long source = bytes.getLong();
        long eid = bytes.getLong();
        long sourceEid = bytes.getLong();
        long bandwidth = bytes.getLong();
        int response = bytes.getInt();
        long delay = unsigned(bytes);
        long loss = unsigned(bytes);
        long ber = unsigned(bytes);
        long maxGap = unsigned(bytes);
        long timeout = unsigned(bytes);
        int ece = Short.toUnsignedInt(bytes.getShort());
        int code = bytes.get();
        int availability = Byte.toUnsignedInt(bytes.get());
        boolean inOrder = bytes.get() != 0;
        return switch (code) {
            case 0, 4 -> {
                if (bytes.remaining() < hashBytes) {
                    yield Optional.empty();
                }
                QosSpec qos = new QosSpec(delay, bandwidth, availability, loss, ber, inOrder, maxGap, timeout);
                NameHash hash = NameHash.of(rest(bytes, hashBytes));
                Request request = new Request(source, sourceEid, qos, hash, rest(bytes, bytes.remaining()));
                yield Optional.of(code == 0 ? request : new Repetition(request));
            }
            case 1 -> Optional.of(new Reply(eid, sourceEid, response, rest(bytes, bytes.remaining())));
            case 2 -> Optional.of(new Update(eid, ece));
            case 3 -> Optional.of(new Deallocation(eid, sourceEid));
            case 5 -> Optional.of(new Word(source, rest(bytes, bytes.remaining())));
            default -> Optional.empty();
        };
    }

    /** What stands in the fields of the QoS where there is none. */
    QosSpec NO_QOS = new QosSpec(0, 0, 0, 0, 0, false, 0, 0);

    private static byte[] bytes(
            int code, long source, long eid, long sourceEid, int response, int ece, QosSpec qos, byte[]... more) {
        int length =
                HEADER_BYTES + Arrays.stream(more).mapToInt(part -> part.length).sum();
        byte[] message = new byte[length];
        ByteBuffer bytes = ByteBuffer.wrap(message)
                .putLong(source)
                .putLong(eid)
                .putLong(sourceEid)
                .putLong(qos.bandwidthBitsPerSecond())
                .putInt(response)
                .putInt((int) qos.delayMs())
                .putInt((int) qos.loss())
                .putInt((int) qos.ber())
                .putInt((int) qos.maxGapMs())
                .putInt((int) qos.timeoutMs())
                .putShort((short) ece)
                .put((byte) code)
                .put((byte) qos.availability())
                .put((byte) (qos.inOrder() ? 1 : 0));
        for (byte[] part : more) {
            bytes.put(part);
        }
        return message;
    }

    private static long unsigned(ByteBuffer bytes) {
        return Integer.toUnsignedLong(bytes.getInt());
    }

    private static byte[] rest(ByteBuffer bytes, int length) {
        byte[] rest = new byte[length];
        bytes.get(rest);
        return rest;
    }
}
