// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.app.oping;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ouroboros.api.QosSpec;
import org.ouroboros.app.oping.OpingOptions.Pace;
import org.ouroboros.command.CommandFailed;

class OpingOptionsTest {
    private static OpingOptions parse(String line) {
        return OpingOptions.parse(List.of(line.split(" ", -1)));
    }

    @Test
    void aNameIsEnough() {
        OpingOptions expected = new OpingOptions(
                "srv", Integer.MAX_VALUE, Pace.INTERVAL, Duration.ofSeconds(1), 64, QosSpec.RAW, false, false);
        assertEquals(expected, parse("srv"));
        assertEquals(expected, parse("-n srv"));
        assertEquals(expected, parse("--server-name srv"));
    }

    @Test
    void shortAndLongOptionsAreTheSame() {
        OpingOptions expected =
                new OpingOptions("srv", 5, Pace.INTERVAL, Duration.ofMillis(200), 1_500, QosSpec.VOICE, true, true);
        assertEquals(expected, parse("-n srv -c 5 -i 200 -s 1500 -q voice -Q -D"));
        assertEquals(
                expected,
                parse("--timeofday --quiet --qos voice --size 1500 --interval 200ms --count 5 --server-name srv"));
    }

    @Test
    void aFloodHasNoInterval() {
        assertEquals(Duration.ZERO, parse("srv --flood -i 5s").interval());
        assertEquals(Pace.FLOOD, parse("srv -f").pace());
        assertEquals(Pace.BUSY_FLOOD, parse("srv --flood-busy").pace());
        assertEquals(Duration.ZERO, parse("srv -F -i 5s").interval());
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "7, 7", "7ms, 7", "10s, 10000"})
    void intervalsHaveUnits(String interval, long ms) {
        assertEquals(Duration.ofMillis(ms), parse("srv -i " + interval).interval());
    }

    @ParameterizedTest
    @CsvSource({
        "srv -d 10s, 10",
        "srv -d 999 -i 100, 9",
        "srv -d 2m -i 1s, 120",
        "srv -d 1h, 3600",
        "srv -d 2d, 172800",
        "srv -d 1s -i 0, 10000",
        "srv -d 3 -f, 30",
        "srv -d 999999999d -i 1, 2147483647"
    })
    void aDurationIsACount(String line, int count) {
        assertEquals(count, parse(line).count());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
        -c 3              | NAME is missing
        a b               | 'b' is one word too many
        a -n b            | NAME is given twice
        a -X              | unknown option '-X'
        a -n              | -n needs a value
        a -c 0            | -c '0' is not a number from 1 to 2147483647
        a -c 2147483648   | -c '2147483648' is not a number from 1 to 2147483647
        a --count x       | -c 'x' is not a number from 1 to 2147483647
        a -s 63           | -s '63' is not a number from 64 to 1500
        a -s 1501         | -s '1501' is not a number from 64 to 1500
        a -i 1.5s         | -i '1.5s' is not a time such as 500ms, 10s, 5m, 2h or 1d
        a -i 10001        | -i '10001' is longer than 10s
        a -d 999          | -d '999' is shorter than the interval of 1000ms
        a -d 10s -c 3     | -c and -d exclude each other: both say how many pings
        a -q gold         | unknown QoS 'gold': use one of raw, raw-no-errors, best, video, voice, data
        """)
    void whatIsWrongFillsOneLineWithTheUsage(String line, String problem) {
        CommandFailed failure = assertThrows(CommandFailed.class, () -> parse(line));
        assertEquals(
                problem + "; usage: oping [NAME] [-n NAME] [-c COUNT] [-i TIME] [-d TIME] [-s BYTES] [-q QOS] [-f] [-F]"
                        + " [-Q] [-D]",
                failure.toString());
    }
}
