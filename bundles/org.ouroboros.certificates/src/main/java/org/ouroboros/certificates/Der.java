// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.certificates;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Writes values in DER (X.690): tag, length, content. */
final class Der {
    private static final int SEQUENCE = 0x30;
    private static final int SET = 0x31;
    private static final int EXPLICIT = 0xA0;
    private static final int SHORT_LENGTHS = 0x80;
    private static final int FIRST_YEAR_WITH_FOUR_DIGITS = 2050;
    private static final DateTimeFormatter UTC_TIME = DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'");
    private static final DateTimeFormatter GENERALIZED_TIME = DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'");

    private Der() {}

    static byte[] sequence(byte[]... parts) {
        return value(SEQUENCE, parts);
    }

    static byte[] sequence(List<byte[]> parts) {
        return value(SEQUENCE, parts.toArray(byte[][]::new));
    }

    static byte[] set(byte[]... parts) {
        return value(SET, parts);
    }

    /** A value with a tag of the context. */
    static byte[] explicit(int tag, byte[] content) {
        return value(EXPLICIT | tag, content);
    }

    static byte[] integer(BigInteger number) {
        return value(0x02, number.toByteArray());
    }

    static byte[] bool(boolean value) {
        return value(0x01, new byte[] {(byte) (value ? 0xFF : 0)});
    }

    static byte[] octets(byte[] content) {
        return value(0x04, content);
    }

    /** Bits, the last octet of them with some unused. */
    static byte[] bits(int unused, byte[] content) {
        return value(0x03, new byte[] {(byte) unused}, content);
    }

    static byte[] text(String text) {
        return value(0x0C, text.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] nothing() {
        return value(0x05);
    }

    /** An object identifier, such as 2.5.4.3. */
    static byte[] oid(String dotted) {
        List<Integer> arcs =
                Stream.of(dotted.split("\\.", -1)).map(Integer::valueOf).toList();
        ByteBuffer out = ByteBuffer.allocate(5 * arcs.size());
        out.put((byte) (arcs.get(0) * 40 + arcs.get(1)));
        for (int arc : arcs.subList(2, arcs.size())) {
            for (int shift = 28; shift > 0; shift -= 7) {
                if (arc >>> shift != 0) {
                    out.put((byte) ((arc >>> shift) | 0x80));
                }
            }
            out.put((byte) (arc & 0x7F));
        }
        return value(0x06, Arrays.copyOf(out.array(), out.position()));
    }

    /** A time, in the form that its year asks for. */
    static byte[] time(Instant time) {
        ZonedDateTime utc = time.atZone(ZoneOffset.UTC);
        boolean early = utc.getYear() < FIRST_YEAR_WITH_FOUR_DIGITS;
        String text = (early ? UTC_TIME : GENERALIZED_TIME).format(utc);
        return value(early ? 0x17 : 0x18, text.getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] value(int tag, byte[]... parts) {
        int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
        int lengthBytes = length < SHORT_LENGTHS ? 0 : (Integer.SIZE - Integer.numberOfLeadingZeros(length) + 7) / 8;
        ByteBuffer out = ByteBuffer.allocate(2 + lengthBytes + length).put((byte) tag);
        out.put((byte) (lengthBytes == 0 ? length : SHORT_LENGTHS | lengthBytes));
        for (int i = lengthBytes - 1; i >= 0; i--) {
            out.put((byte) (length >>> (8 * i)));
        }
        for (byte[] part : parts) {
            out.put(part);
        }
        return out.array();
    }
}
