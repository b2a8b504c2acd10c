// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint.oap;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * What members of ours put in front of OAP's data, so that they know each other. Members of the prototype skip data.
 *
 * <pre>
 *  0             3    4         5          7
 *  | "o7j" | 0xB1 | version | t           | tagged values: t | data of the application |
 *
 *  tagged value: | tag: 1 | length: 2 | value |                 numbers in network byte order
 *
 *  tag 1, a renegotiation, before all others: | allocation that made the flow: 16 | proof: 32 |
 * </pre>
 *
 * <p>Tags that are not known are skipped. A greater version only adds tags; version 2 knows tag 1.
 *
 * @param version version of who made it
 * @param renewal the flow that is renegotiated, if one is
 * @param application what the applications say to each other
 */
@SuppressWarnings("ArrayRecordComponent") // bytes of the wire, never compared as a whole
record MemberBlock(int version, Optional<Renewal> renewal, byte[] application) {
    /** The first version that renegotiates. */
    static final int RENEGOTIATING = 2;

    private static final int MAGIC = 'o' << 24 | '7' << 16 | 'j' << 8 | 0xB1;
    private static final byte VERSION = RENEGOTIATING;
    private static final byte OLDEST_VERSION = 1;
    private static final int HEADER_BYTES = 7;
    private static final int TAG_BYTES = 3;

    /** A block without data of the application. */
    static final MemberBlock EMPTY = new MemberBlock(new byte[0]);

    /**
     * The flow that a message renegotiates.
     *
     * @param flow the allocation that made it
     * @param proof that the sender is an end of it
     */
    @SuppressWarnings("ArrayRecordComponent") // compared in constant time, not as a record
    record Renewal(AllocationId flow, byte[] proof) {
        private static final byte TAG = 1;
        private static final int BYTES = OapMessage.ID_BYTES + EarlierSession.PROOF_BYTES;
        private static final int PROOF_AT = HEADER_BYTES + TAG_BYTES + OapMessage.ID_BYTES;

        /** {@return one whose proof is still to be made} */
        static Renewal unproven(AllocationId flow) {
            return new Renewal(flow, new byte[EarlierSession.PROOF_BYTES]);
        }

        private static Renewal of(byte[] value) {
            return new Renewal(AllocationId.of(value), Arrays.copyOfRange(value, OapMessage.ID_BYTES, value.length));
        }

        private void put(ByteBuffer out) {
            out.put(TAG).putShort((short) BYTES).put(flow.bytes()).put(proof);
        }
    }

    /** A block of this version, in a message that allocates a flow. */
    MemberBlock(byte[] application) {
        this(VERSION, Optional.empty(), application);
    }

    /** A block of this version, in a message that renegotiates a flow. */
    MemberBlock(Renewal renewal) {
        this(VERSION, Optional.of(renewal), new byte[0]);
    }

    /** {@return the block, then the data of the application} */
    byte[] encode() {
        int tagged = renewal.isPresent() ? TAG_BYTES + Renewal.BYTES : 0;
        ByteBuffer out = ByteBuffer.allocate(HEADER_BYTES + tagged + application.length)
                .putInt(MAGIC)
                .put(VERSION)
                .putShort((short) tagged);
        renewal.ifPresent(value -> value.put(out));
        return out.put(application).array();
    }

    /** {@return the same data, of a renegotiation, without the proof: zeros stand in its place} */
    static byte[] unproven(byte[] data) {
        byte[] blank = data.clone();
        Arrays.fill(blank, Renewal.PROOF_AT, Renewal.PROOF_AT + EarlierSession.PROOF_BYTES, (byte) 0);
        return blank;
    }

    /** {@return the version of who sent data; 0 for a member of the prototype} */
    static int version(byte[] data) {
        return decode(data).map(MemberBlock::version).orElse(0);
    }

    /** {@return what the applications say in data, behind a block if there is one} */
    static byte[] application(byte[] data) {
        return decode(data).map(MemberBlock::application).orElse(data);
    }

    /** {@return the block in front of data; empty if a member of the prototype sent them, or nobody who can count} */
    static Optional<MemberBlock> decode(byte[] data) {
        if (data.length < HEADER_BYTES) {
            return Optional.empty();
        }
        ByteBuffer in = ByteBuffer.wrap(data);
        if (in.getInt() != MAGIC) {
            return Optional.empty();
        }
        int version = Byte.toUnsignedInt(in.get());
        int end = HEADER_BYTES + Short.toUnsignedInt(in.getShort());
        if (version < OLDEST_VERSION || end > data.length) {
            return Optional.empty();
        }
        Optional<Renewal> renewal = Optional.empty();
        while (in.position() < end) {
            if (end - in.position() < TAG_BYTES) {
                return Optional.empty();
            }
            int at = in.position();
            byte tag = in.get();
            int length = Short.toUnsignedInt(in.getShort());
            boolean misplaced = tag == Renewal.TAG && (at > HEADER_BYTES || length != Renewal.BYTES);
            if (length > end - in.position() || misplaced) {
                return Optional.empty();
            }
            byte[] value = new byte[length];
            in.get(value);
            if (tag == Renewal.TAG) {
                renewal = Optional.of(Renewal.of(value));
            }
        }
        return Optional.of(new MemberBlock(version, renewal, Arrays.copyOfRange(data, end, data.length)));
    }
}
