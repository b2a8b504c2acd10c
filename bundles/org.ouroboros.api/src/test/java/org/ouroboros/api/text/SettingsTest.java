// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.api.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ouroboros.testing.LogCapture;

/** A wrong line in a configuration costs that line only, and one line in the log. */
class SettingsTest {
    private final LogCapture log = new LogCapture(Settings.class);

    @AfterEach
    void releaseLog() {
        log.close();
    }

    @Test
    void aChoiceIsTrueOrFalse() {
        Settings settings = Settings.of("test", Map.of("a", true, "b", " false ", "c", "maybe"));
        assertEquals(
                List.of(true, false, true, false),
                List.of(
                        settings.flag("a", false),
                        settings.flag("b", true),
                        settings.flag("c", true),
                        settings.flag("d", false)));
        assertEquals(List.of("WARNING test: c = 'maybe' is neither true nor false; using true"), log.lines());
    }

    @Test
    void valuesAreTakenAsNumbersOrAsText() {
        Settings settings = Settings.of("configuration pid", Map.of("a.ms", " 250 ", "b", 7, "c", 32L));
        assertEquals(Duration.ofMillis(250), settings.milliseconds("a.ms", 1));
        assertEquals(7, settings.number("b", 1, 10));
        assertEquals(32, settings.number("c", 1, 32));
        assertEquals(9, settings.number("missing", 9, 32));
        assertEquals(List.of(), log.lines());
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "", "-5", "0", "1.5", "86400001", "99999999999999999999"})
    void valueThatCannotBeUsedLeavesTheDefaultAndIsNamedInOneLine(String value) {
        Settings settings = Settings.of("configuration org.example", Map.of("idle.ms", value));
        assertEquals(Duration.ofMillis(100), settings.milliseconds("idle.ms", 100));
        assertEquals(
                List.of("WARNING configuration org.example: idle.ms = '" + value
                        + "' is not a whole number from 1 to 86400000; using 100"),
                log.lines());
    }

    @Test
    void fileIsNamedWhereOneWasRead() {
        Settings settings = Settings.of(
                "configuration org.example",
                Map.of("felix.fileinstall.filename", "file:/etc/o%20o/org.example.cfg", "limit", "zz"));
        assertEquals(4, settings.number("limit", 4, 8));
        assertEquals(
                List.of("WARNING file org.example.cfg: limit = 'zz' is not a whole number from 1 to 8; using 4"),
                log.lines());
    }

    @Test
    void keyThatNobodyReadsIsNamedWithTheNearest() {
        Settings settings =
                Settings.of("acceptor of x", Map.of("idel.ms", "5", "idle.ms", "5", "args", "", "service.pid", "x"));
        settings.milliseconds("idle.ms", 100);
        settings.warnOfUnknown("args");
        assertEquals(List.of("WARNING acceptor of x: unknown key 'idel.ms'; did you mean 'idle.ms'?"), log.lines());
    }
}
