// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.app.oping;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.ouroboros.app.ArrivalWindow.Arrival.DUPLICATE;
import static org.ouroboros.app.ArrivalWindow.Arrival.IN_ORDER;
import static org.ouroboros.app.ArrivalWindow.Arrival.OUT_OF_ORDER;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.ouroboros.app.oping.OpingResult.End;
import org.ouroboros.app.simulation.RecordedInvocation;

/** The lines of the prototype, and the numbers in them. */
class OpingReportTest {
    private static final InstantSource NOON = InstantSource.fixed(Instant.ofEpochSecond(1_763_812_800, 45_678_999));

    private static String printed(String options, Consumer<OpingReport> action) {
        RecordedInvocation invocation = new RecordedInvocation(options, false);
        action.accept(new OpingReport(invocation, OpingOptions.parse(invocation.words()), NOON));
        return invocation.printed();
    }

    private static String end(int sent, OpingStatistics replies, Duration elapsed) {
        return OpingResult.of("oping", End.ANSWERED, sent, replies, elapsed).text() + "\n";
    }

    private static OpingStatistics replies(double... rttMs) {
        OpingStatistics replies = new OpingStatistics();
        for (int id = 0; id < rttMs.length; id++) {
            replies.add(id, rttMs[id]);
        }
        return replies;
    }

    @Test
    void theHeaderNamesServerSizeAndCount() {
        assertEquals("Pinging oping with 64 bytes of data (3 packets):\n\n", printed("oping -c 3", OpingReport::begin));
    }

    @Test
    void aReplyShowsItsRoundTrip() {
        assertEquals(
                "64 bytes from srv: seq=7 time=0.464 ms\n", printed("srv", out -> out.reply(7, 64, 0.4644, IN_ORDER)));
        assertEquals(
                "64 bytes from srv: seq=7 time=12.500 ms [out-of-order]\n",
                printed("srv", out -> out.reply(7, 64, 12.5, OUT_OF_ORDER)));
    }

    @Test
    void belowATenthOfAMillisecondItIsInMicroseconds() {
        assertEquals(
                "64 bytes from srv: seq=0 time=0.100 ms\n", printed("srv", out -> out.reply(0, 64, 0.1, IN_ORDER)));
        assertEquals(
                "64 bytes from srv: seq=0 time=99.999 µs\n",
                printed("srv", out -> out.reply(0, 64, 0.099999, IN_ORDER)));
    }

    @Test
    void theTimeOfDayStandsInFront() {
        assertEquals(
                "[1763812800.045678] 64 bytes from srv: seq=0 time=1.000 ms\n",
                printed("srv -D", out -> out.reply(0, 64, 1, IN_ORDER)));
    }

    @Test
    void aQuietRunShowsNoReplies() {
        assertEquals("", printed("srv -Q", out -> out.reply(0, 64, 1, IN_ORDER)));
    }

    @Test
    void theStatisticsAreThoseOfThePrototype() {
        assertEquals("""

            --- oping ping statistics ---
            3 packets transmitted, 3 received, 0 out-of-order, 0% packet loss, time: 31.476 ms
            rtt min/avg/max/mdev = 0.464/0.582/0.651/0.103 ms
            """, end(3, replies(0.464, 0.631, 0.651), Duration.ofNanos(31_476_000)));
    }

    @Test
    void theDeviationOfOneReplyIsNotANumber() {
        assertEquals("""

            --- oping ping statistics ---
            2 packets transmitted, 1 received, 0 out-of-order, 50% packet loss, time: 2000.000 ms
            rtt min/avg/max/mdev = 0.500/0.500/0.500/NaN ms
            """, end(2, replies(0.5), Duration.ofSeconds(2)));
    }

    @Test
    void anAverageBelowATenthOfAMillisecondTurnsAllToMicroseconds() {
        assertEquals("""

            --- oping ping statistics ---
            2 packets transmitted, 2 received, 0 out-of-order, 0% packet loss, time: 1.000 ms
            rtt min/avg/max/mdev = 40.000/70.000/100.000/42.426 µs
            """, end(2, replies(0.04, 0.1), Duration.ofMillis(1)));
    }

    @Test
    void withoutRepliesThereIsNoRoundTripLine() {
        assertEquals("""

            --- oping ping statistics ---
            0 packets transmitted, 0 received, 0 out-of-order, 0% packet loss, time: 0.000 ms
            """, end(0, replies(), Duration.ZERO));
    }

    @Test
    void lossIsRoundedUp() {
        assertEquals(1, replies(new double[999]).lossPercent(1_000));
        assertEquals(34, replies(new double[2]).lossPercent(3));
        assertEquals(100, replies().lossPercent(1));
        assertEquals(0, replies(new double[3]).lossPercent(3));
    }

    @Test
    void aReplyIsOutOfOrderAfterALaterOne() {
        OpingStatistics replies = new OpingStatistics();
        assertEquals(
                List.of(IN_ORDER, IN_ORDER, OUT_OF_ORDER, OUT_OF_ORDER, IN_ORDER),
                List.of(replies.add(0, 1), replies.add(3, 1), replies.add(1, 1), replies.add(2, 1), replies.add(4, 1)));
        assertEquals(2, replies.outOfOrder());
    }

    @Test
    void aDuplicateIsMarkedAndChangesNoNumberButItsOwn() {
        OpingStatistics replies = replies(0.4, 0.6);
        assertEquals(DUPLICATE, replies.add(0, 99));
        assertEquals(DUPLICATE, replies.add(1, 99));
        assertEquals("""

            --- oping ping statistics ---
            3 packets transmitted, 2 received, 0 out-of-order, 2 duplicates, 34% packet loss, time: 0.000 ms
            rtt min/avg/max/mdev = 0.400/0.500/0.600/0.141 ms
            """, end(3, replies, Duration.ZERO));
        assertEquals(
                "64 bytes from srv: seq=0 time=9.000 ms [duplicate]\n",
                printed("srv", out -> out.reply(0, 64, 9, DUPLICATE)));
    }
}
