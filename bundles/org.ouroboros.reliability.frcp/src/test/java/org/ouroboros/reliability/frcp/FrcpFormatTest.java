// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.reliability.frcp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Headers as the prototype writes them. */
class FrcpFormatTest {
    private static final int HEADER = FrcpFormat.HEADER;

    static Stream<Recording.Sent> packets() {
        return Stream.of(
                        "frcp-ack-before-data",
                        "frcp-besteffort",
                        "frcp-corrupt-retransmission",
                        "frcp-crc",
                        "frcp-reliable",
                        "frcp-window-rdv",
                        "keepalive")
                .flatMap(file -> Recording.read(file).stream())
                .flatMap(recording -> recording.packets().stream())
                .filter(packet -> packet.note().contains("flags="));
    }

    @ParameterizedTest
    @MethodSource("packets")
    void aHeaderSaysWhatTheFileSaysOfItAndIsWrittenAsItWas(Recording.Sent packet) {
        MemorySegment bytes = MemorySegment.ofArray(packet.bytes());
        int flags = FrcpFormat.flags(bytes, 0);
        assertEquals(field(packet, "flags"), flags);
        assertEquals(field(packet, "window"), FrcpFormat.window(bytes, 0));
        assertEquals(field(packet, "seqno"), FrcpFormat.seqno(bytes, 0));
        boolean corrupt = packet.note().contains("CORRUPT");
        if (!corrupt) {
            assertEquals(field(packet, "ackno"), FrcpFormat.ackno(bytes, 0));
        }
        MemorySegment again = MemorySegment.ofArray(new byte[HEADER]);
        FrcpFormat.write(
                again, 0, flags, FrcpFormat.window(bytes, 0), FrcpFormat.seqno(bytes, 0), FrcpFormat.ackno(bytes, 0));
        assertArrayEquals(Arrays.copyOf(packet.bytes(), HEADER), again.toArray(ValueLayout.JAVA_BYTE));
        int trailer = packet.note().startsWith("crc ok") ? 4 : 0;
        assertEquals(!corrupt, FrcpFormat.plausible(flags, packet.bytes().length - trailer, false));
    }

    private static int field(Recording.Sent packet, String name) {
        Matcher value = Pattern.compile(name + "=([0-9a-f]+)").matcher(packet.note());
        return value.find() ? Integer.parseUnsignedInt(value.group(1), 16) : 0;
    }

    @Test
    void allVectorsAreThere() {
        assertEquals(136, packets().count());
    }

    @ParameterizedTest
    @ValueSource(ints = {0x80, 0x81, 0x9B, 0x21, 0x41, 0x61, 0x20, 0x11, 0x14, 0x18, 0x1F, 0x40})
    void noSenderMeansThese(int flags) {
        assertFalse(FrcpFormat.plausible(flags, 32, false));
        assertFalse(FrcpFormat.plausible(flags, HEADER, false));
    }

    @Test
    void dataHasPayloadAndNothingElseHas() {
        assertFalse(FrcpFormat.plausible(FrcpFormat.DATA, HEADER, false));
        assertTrue(FrcpFormat.plausible(FrcpFormat.DATA, HEADER + 1, false));
        assertFalse(FrcpFormat.plausible(FrcpFormat.ACK, HEADER + 1, false));
        assertTrue(FrcpFormat.plausible(FrcpFormat.ACK, HEADER, false));
        assertFalse(FrcpFormat.plausible(0, HEADER, false));
        assertFalse(FrcpFormat.plausible(FrcpFormat.DRF, HEADER, false));
    }

    @Test
    void onlyMembersThatCutMessagesSendPieces() {
        int flags = FrcpFormat.DATA | FrcpFormat.FIRST | FrcpFormat.MORE;
        assertFalse(FrcpFormat.plausible(flags, 100, false));
        assertTrue(FrcpFormat.plausible(flags, 100, true));
        assertFalse(FrcpFormat.plausible(FrcpFormat.ACK | FrcpFormat.MORE, HEADER, true));
    }
}
