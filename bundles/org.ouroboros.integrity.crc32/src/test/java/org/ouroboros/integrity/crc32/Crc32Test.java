// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.integrity.crc32;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ouroboros.packet.Packet;
import org.ouroboros.packet.PacketPool;
import org.ouroboros.policy.integrity.IntegrityPolicy.Checker;

/** Checksums as the prototype makes them, and packets that changed on their way. */
class Crc32Test {
    private final PacketPool pool = new PacketPool(1 << 20);
    private final Checker checker = new Crc32Policy().open();

    @AfterEach
    void nothingIsLeftOver() {
        assertEquals(0, pool.outstanding());
    }

    @Test
    void sumsAreThoseOfTheSpecification() throws IOException {
        List<MatchResult> vectors = lines("crc32", "data = ([0-9a-f]+)\\ncrc = ([0-9a-f]+)");
        assertEquals(2, vectors.size());
        for (MatchResult vector : vectors) {
            byte[] data = HexFormat.of().parseHex(vector.group(1));
            assertEquals(vector.group(1) + vector.group(2), HexFormat.of().formatHex(guarded(data)));
        }
    }

    @Test
    void packetsOfThePrototypeAreToldFromThoseWithoutASum() throws IOException {
        int sound = 0;
        for (MatchResult line : lines("frcp-crc", "[CS]>[CS] ([0-9a-f]+)  # (crc ok|NO CRC)")) {
            byte[] bytes = HexFormat.of().parseHex(line.group(1));
            Packet packet = packet(bytes);
            boolean guarded = line.group(2).equals("crc ok");
            assertEquals(guarded, checker.verify(packet));
            assertArrayEquals(Arrays.copyOf(bytes, bytes.length - (guarded ? 4 : 0)), release(packet));
            sound += guarded ? 1 : 0;
        }
        assertTrue(sound > 15, sound + " packets");
    }

    @Test
    void whatIsProtectedIsSoundWhateverItsLength() {
        SplittableRandom random = new SplittableRandom(1);
        for (int length = 1; length <= PacketPool.LARGEST_PAYLOAD; length++) {
            byte[] data = new byte[length];
            random.nextBytes(data);
            Packet packet = packet(guarded(data));
            assertTrue(checker.verify(packet));
            assertArrayEquals(data, release(packet));
        }
    }

    @Test
    void noBitChangesUnseen() {
        byte[] guarded = guarded("packet-0000".getBytes(StandardCharsets.US_ASCII));
        for (int bit = 0; bit < 8 * guarded.length; bit++) {
            byte[] changed = guarded.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            Packet packet = packet(changed);
            assertFalse(checker.verify(packet));
            assertArrayEquals(changed, release(packet), "it is left as it is");
        }
    }

    @Test
    void whatIsTooShortToHaveASumHasNone() {
        for (int length = 0; length <= 4; length++) {
            Packet packet = packet(new byte[length]);
            assertFalse(checker.verify(packet));
            assertEquals(length, release(packet).length);
        }
    }

    private byte[] guarded(byte[] data) {
        Packet packet = packet(data);
        checker.protect(packet);
        return release(packet);
    }

    private Packet packet(byte[] bytes) {
        Packet packet = Objects.requireNonNull(pool.take());
        packet.put(ByteBuffer.wrap(bytes));
        return packet;
    }

    private static byte[] release(Packet packet) {
        byte[] bytes =
                packet.segment().asSlice(packet.offset(), packet.length()).toArray(ValueLayout.JAVA_BYTE);
        packet.release();
        return bytes;
    }

    private static List<MatchResult> lines(String file, String pattern) throws IOException {
        try (InputStream in = Objects.requireNonNull(Crc32Test.class.getResourceAsStream(file + ".txt"))) {
            String text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
            return Pattern.compile(pattern).matcher(text).results().toList();
        }
    }
}
