// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.app.oping;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.ouroboros.api.QosSpec;
import org.ouroboros.app.ClientFlow;
import org.ouroboros.command.Form;
import org.ouroboros.command.Given;
import org.ouroboros.command.Option;

/**
 * What a run is asked to do (end-to-end specification, section 7.1).
 *
 * @param name the name to ping
 * @param count number of pings, positive
 * @param pace what a ping waits for
 * @param interval time before each ping; zero in a flood
 * @param size bytes of each ping
 * @param qos QoS of the flow
 * @param quiet whether replies are only counted
 * @param timeOfDay whether replies are shown with the time at which they came
 */
record OpingOptions(
        String name, int count, Pace pace, Duration interval, int size, QosSpec qos, boolean quiet, boolean timeOfDay) {

    /** What a ping waits for. */
    enum Pace {
        /** The interval. */
        INTERVAL,
        /** The reply to the ping before. */
        FLOOD,
        /** The same, and it is waited for without sleeping. */
        BUSY_FLOOD
    }

    static final Form FORM = new Form(
            "oping",
            "measures round trips to a name",
            List.of(ClientFlow.NAME),
            List.of(
                    ClientFlow.SERVER_NAME,
                    Option.valued("-c --count", "COUNT", "number of pings; without it the run ends by Ctrl-C"),
                    Option.valued("-i --interval", "TIME", "time before each ping, 1s unless given, at most 10s"),
                    Option.valued(
                            "-d --duration",
                            "TIME",
                            "in place of -c: as many pings as intervals fit; ten a millisecond without"),
                    Option.valued("-s --size", "BYTES", "bytes of a ping, 64 to 1500, 64 unless given"),
                    ClientFlow.QOS,
                    Option.flag("-f --flood", "sends again as soon as the reply is there"),
                    Option.flag("-F --flood-busy", "the same, spinning for the reply in place of sleeping"),
                    Option.flag("-Q --quiet", "counts replies without showing them"),
                    Option.flag("-D --timeofday", "shows when a reply came")),
            List.of(
                    new Form.Example("oping -n ping -c 3", "three pings, one a second"),
                    new Form.Example("oping ping -i 100ms -d 1m -Q", "ten a second for a minute, statistics only"),
                    new Form.Example("oping ping -F -c 100000 -Q", "the shortest round trips that there are")));

    private static final Duration LONGEST_INTERVAL = Duration.ofSeconds(10);

    /** What a duration counts as without an interval. */
    private static final long PINGS_PER_MS = 10;

    /**
     * Reads a command line.
     *
     * @param words the words after the command
     * @return the options
     */
    static OpingOptions parse(List<String> words) {
        Given given = Given.parse(FORM, words);
        if (given.has("-c") && given.has("-d")) {
            throw given.wrong("-c and -d exclude each other: both say how many pings");
        }
        Pace pace = pace(given);
        Duration interval = pace == Pace.INTERVAL ? interval(given) : Duration.ZERO;
        int count = (int) given.number("-c", 1, Integer.MAX_VALUE, Integer.MAX_VALUE);
        return new OpingOptions(
                ClientFlow.name(given),
                given.time("-d", ChronoUnit.MILLIS)
                        .map(duration -> pingsIn(given, duration, interval))
                        .orElse(count),
                pace,
                interval,
                (int) given.number("-s", OpingPacket.SMALLEST, OpingPacket.LARGEST, OpingPacket.SMALLEST),
                ClientFlow.qos(given),
                given.has("-Q"),
                given.has("-D"));
    }

    private static Pace pace(Given given) {
        if (given.has("-F")) {
            return Pace.BUSY_FLOOD;
        }
        return given.has("-f") ? Pace.FLOOD : Pace.INTERVAL;
    }

    private static Duration interval(Given given) {
        Duration interval = given.time("-i", ChronoUnit.MILLIS).orElse(Duration.ofSeconds(1));
        if (interval.compareTo(LONGEST_INTERVAL) > 0) {
            throw given.wrong("-i '" + given.text("-i").orElseThrow() + "' is longer than 10s");
        }
        return interval;
    }

    private static int pingsIn(Given given, Duration duration, Duration interval) {
        long pings = interval.isZero() ? duration.toMillis() * PINGS_PER_MS : duration.dividedBy(interval);
        if (pings == 0) {
            throw given.wrong("-d '" + given.text("-d").orElseThrow() + "' is shorter than the interval of "
                    + interval.toMillis() + "ms");
        }
        return (int) Math.min(pings, Integer.MAX_VALUE);
    }
}
