// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The lines that programs read. */
class ReportTest {
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final Report report = new Report(
            new PrintStream(printed, true, StandardCharsets.UTF_8), new PrintStream(OutputStream.nullOutputStream()));

    @Test
    void figuresAndRatiosAreALineEachInPlainNumbers() {
        report.figure("local.oneway", 7_123_456.7, "msgs/s");
        report.figure("local.rtt", 0.456, "us");
        report.ratio("local.vs", 1.0 / 3);
        report.count("local.lost", 7_123_456_789L, "packets");
        report.say("for people");
        assertEquals(
                List.of(
                        "figure local.oneway 7123457 msgs/s",
                        "figure local.rtt 0.46 us",
                        "ratio local.vs 0.33",
                        "figure local.lost 7123456789 packets"),
                printed.toString(StandardCharsets.UTF_8).lines().toList());
    }

    @Test
    void theMedianIsThatOfTheWindows() {
        assertEquals(3, new Windows(List.of(9.0, 3.0, 1.0)).median());
        assertEquals(2.5, new Windows(List.of(4.0, 1.0, 2.0, 3.0)).median());
        assertThrows(IllegalArgumentException.class, () -> new Windows(List.of()));
    }
}
