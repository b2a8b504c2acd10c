// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.app.oping;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The packets of the prototype, byte for byte. */
class OpingPacketTest {
    private static final Pattern CAPTURED =
            Pattern.compile("(?m)^packet .* ([0-9a-f]+)  # type=(\\d+) id=(\\d+) tv_sec=(\\d+) tv_nsec=(\\d+)$");

    record Captured(String hex, OpingPacket packet) {
        static Captured of(MatchResult line) {
            long timeNs = Long.parseLong(line.group(4)) * 1_000_000_000 + Long.parseLong(line.group(5));
            return new Captured(
                    line.group(1),
                    new OpingPacket(Integer.parseInt(line.group(2)), Integer.parseInt(line.group(3)), timeNs));
        }
    }

    static List<Captured> captured() throws IOException {
        try (InputStream in = Objects.requireNonNull(OpingPacketTest.class.getResourceAsStream("oping.txt"))) {
            String text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
            return CAPTURED.matcher(text).results().map(Captured::of).toList();
        }
    }

    @Test
    void thereAreTwoPingsAndTheirReplies() throws IOException {
        assertEquals(
                List.of(0, 1, 0, 1),
                captured().stream().map(captured -> captured.packet().type()).toList());
    }

    @ParameterizedTest
    @MethodSource("captured")
    void aCapturedPacketIsReadAndWrittenAsThePrototypeDoes(Captured captured) {
        byte[] bytes = HexFormat.of().parseHex(captured.hex());
        assertEquals(Optional.of(captured.packet()), OpingPacket.read(ByteBuffer.wrap(bytes)));
        ByteBuffer written = ByteBuffer.allocate(bytes.length);
        captured.packet().write(written);
        assertArrayEquals(bytes, written.array());
    }

    @Test
    void whatIsWrittenIsReadBack() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 1_000; i++) {
            OpingPacket packet = new OpingPacket(random.nextInt(), random.nextInt(), random.nextLong());
            ByteBuffer bytes = ByteBuffer.allocate(random.nextInt(24, OpingPacket.LARGEST + 1));
            packet.write(bytes);
            assertEquals(Optional.of(packet), OpingPacket.read(bytes));
        }
    }

    @Test
    void aPacketWithoutRoomForTheHeaderIsNone() {
        for (int length = 0; length < 24; length++) {
            assertEquals(Optional.empty(), OpingPacket.read(ByteBuffer.allocate(length)));
            assertEquals(
                    Optional.empty(), OpingPacket.read(ByteBuffer.allocate(64).limit(length)));
        }
    }
}
