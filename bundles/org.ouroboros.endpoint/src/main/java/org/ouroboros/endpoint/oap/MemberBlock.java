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
 * </pre>
 *
 * <p>Tags that are not known are skipped; none is defined yet. A greater version only adds tags.
 *
 * @param application what the applications say to each other
 */
@SuppressWarnings("ArrayRecordComponent") // bytes of the wire, never compared as a whole
record MemberBlock(byte[] application) {
    private static final int MAGIC = 'o' << 24 | '7' << 16 | 'j' << 8 | 0xB1;
    private static final byte VERSION = 1;
    private static final int HEADER_BYTES = 7;
    private static final int TAG_BYTES = 3;

    /** A block without data of the application. */
    static final MemberBlock EMPTY = new MemberBlock(new byte[0]);

    /** {@return the block, then the data of the application} */
    byte[] encode() {
        return ByteBuffer.allocate(HEADER_BYTES + application.length)
                .putInt(MAGIC)
                .put(VERSION)
                .putShort((short) 0)
                .put(application)
                .array();
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
        if (in.getInt() != MAGIC || in.get() < VERSION) {
            return Optional.empty();
        }
        int end = HEADER_BYTES + Short.toUnsignedInt(in.getShort());
        if (end > data.length) {
            return Optional.empty();
        }
        for (int at = HEADER_BYTES; at < end; ) {
            if (end - at < TAG_BYTES) {
                return Optional.empty();
            }
            at += TAG_BYTES + Short.toUnsignedInt(in.getShort(at + 1));
            if (at > end) {
                return Optional.empty();
            }
        }
        return Optional.of(new MemberBlock(Arrays.copyOfRange(data, end, data.length)));
    }
}
