// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.api.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is shown stays in its line and does nothing to a terminal. */
class PlainTextTest {
    @ParameterizedTest
    @CsvSource({
        "hi, hi",
        "'a\nb\r\tc', 'a\\nb\\r\\tc'",
        "'\u001b[2J', '\\u001b[2J'",
        "'\u0085\u2028', '\\u0085\\u2028'",
        "'', ''",
        "grüß 中 \ud83d\ude00, grüß 中 \ud83d\ude00"
    })
    void controlsAreEscapedAndAllElseStays(String text, String shown) {
        assertEquals(shown, PlainText.of(text));
        assertEquals(shown, PlainText.of(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8))));
    }

    @Test
    void textOfANetworkEndsAtItsNul() {
        assertEquals("hi", PlainText.of(ByteBuffer.wrap("hi\0 there".getBytes(StandardCharsets.UTF_8))));
    }

    @Test
    void nameIsPlainAndFits() {
        assertEquals(Optional.empty(), PlainText.complaintAbout("name", "中".repeat(85)));
        assertEquals(Optional.of("name of 258 bytes: use 1 to 255"), PlainText.complaintAbout("name", "中".repeat(86)));
        assertEquals(Optional.of("name of 0 bytes: use 1 to 255"), PlainText.complaintAbout("name", ""));
        assertEquals(
                Optional.of("name 'a\\nb\\u001b[0m' has control characters: leave them out"),
                PlainText.complaintAbout("name", "a\nb\u001b[0m"));
    }
}
