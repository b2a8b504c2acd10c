// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.ouroboros.packet.Packet;

/** What users write, and nobody on the way is to see. */
final class Plaintext {
    private static final int FILTER_BITS = 23;

    private final long[] pieces; // whatever eight bytes follow one another, sorted
    private final long[] filter = new long[1 << (FILTER_BITS - 6)]; // a bit for each piece, by its hash

    /**
     * Knows a text by its pieces.
     *
     * @param text longer than eight bytes, and so long that no other text has any eight bytes of it by chance
     */
    Plaintext(byte[] text) {
        ByteBuffer bytes = ByteBuffer.wrap(text).order(ByteOrder.nativeOrder());
        pieces = IntStream.rangeClosed(0, text.length - Long.BYTES)
                .mapToLong(bytes::getLong)
                .sorted()
                .toArray();
        for (long piece : pieces) {
            filter[hash(piece) >> 6] |= 1L << hash(piece);
        }
    }

    /** {@return whether any eight bytes of the text are in a packet} */
    boolean isIn(Packet packet) {
        MemorySegment bytes = packet.segment();
        int end = packet.offset() + packet.length() - Long.BYTES;
        for (int at = packet.offset(); at <= end; at++) {
            if (isPiece(bytes.get(ValueLayout.JAVA_LONG_UNALIGNED, at))) {
                return true;
            }
        }
        return false;
    }

    private boolean isPiece(long bytes) {
        int hash = hash(bytes);
        return (filter[hash >> 6] & (1L << hash)) != 0 && Arrays.binarySearch(pieces, bytes) >= 0;
    }

    private static int hash(long piece) {
        return (int) ((piece * 0x9E37_79B9_7F4A_7C15L) >>> (Long.SIZE - FILTER_BITS));
    }
}
