// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.app.oping;

import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.ouroboros.api.QosSpec;

/**
 * What a run is asked to do (end-to-end specification, section 7.1).
 *
 * @param name the name to ping
 * @param count number of pings, positive
 * @param interval time before each ping; zero in a flood
 * @param size bytes of each ping
 * @param qos QoS of the flow
 * @param flood whether a ping waits for the reply to the one before it, instead of the interval
 * @param quiet whether replies are only counted
 * @param timeOfDay whether replies are shown with the time at which they came
 */
record OpingOptions(
        String name,
        int count,
        Duration interval,
        int size,
        QosSpec qos,
        boolean flood,
        boolean quiet,
        boolean timeOfDay) {

    /**
     * Reads a command line.
     *
     * @param words the words after the command
     * @return the options
     * @throws OpingFailed if they do not fit; the message shows the usage
     */
    static OpingOptions parse(List<String> words) {
        return new Reader(words.iterator()).read();
    }

    private static final class Reader {
        private static final String USAGE = "usage: oping [-n] NAME [-c COUNT] [-i TIME] [-d TIME] [-s BYTES] [-q QOS]"
                + " [-f] [-Q] [-D]; TIME in ms, or with suffix s, m, h or d";

        private static final Duration LONGEST_INTERVAL = Duration.ofSeconds(10);

        /** What a duration counts as without an interval. */
        private static final long PINGS_PER_MS = 10;

        private static final Pattern TIME = Pattern.compile("(?<amount>\\d{1,9})(?<unit>ms|s|m|h|d)?");
        private static final Pattern NUMBER = Pattern.compile("\\d{1,10}");

        private final Iterator<String> words;
        private @Nullable String name;
        private int count = Integer.MAX_VALUE;
        private Duration interval = Duration.ofSeconds(1);
        private @Nullable Duration duration;
        private int size = OpingPacket.SMALLEST;
        private QosSpec qos = QosSpec.RAW;
        private boolean flood;
        private boolean quiet;
        private boolean timeOfDay;

        Reader(Iterator<String> words) {
            this.words = words;
        }

        OpingOptions read() {
            while (words.hasNext()) {
                option(words.next());
            }
            if (name == null) {
                throw wrong("NAME is missing");
            }
            Duration pace = flood ? Duration.ZERO : interval;
            int pings = duration == null ? count : pingsIn(duration, pace);
            return new OpingOptions(name, pings, pace, size, qos, flood, quiet, timeOfDay);
        }

        private void option(String word) {
            switch (word) {
                case "-n", "--server-name" -> name(value(word));
                case "-c", "--count" -> count = number(word, 1, Integer.MAX_VALUE);
                case "-i", "--interval" -> interval = interval(time(word));
                case "-d", "--duration" -> duration = time(word);
                case "-s", "--size" -> size = number(word, OpingPacket.SMALLEST, OpingPacket.LARGEST);
                case "-q", "--qos" -> qos = qos(value(word));
                case "-f", "--flood" -> flood = true;
                case "-Q", "--quiet" -> quiet = true;
                case "-D", "--timeofday" -> timeOfDay = true;
                default -> name(word);
            }
        }

        private void name(String word) {
            if (word.startsWith("-")) {
                throw wrong("unknown option '" + word + "'");
            }
            if (name != null) {
                throw wrong("a second NAME, '" + word + "'");
            }
            name = word;
        }

        private String value(String option) {
            if (!words.hasNext()) {
                throw wrong(option + " needs a value");
            }
            return words.next();
        }

        private int number(String option, int least, int most) {
            String value = value(option);
            long number = NUMBER.matcher(value).matches() ? Long.parseLong(value) : -1;
            if (number < least || number > most) {
                throw wrong(option + " '" + value + "' is outside " + least + ".." + most);
            }
            return (int) number;
        }

        private Duration time(String option) {
            String value = value(option);
            Matcher time = TIME.matcher(value);
            if (!time.matches()) {
                throw wrong(option + " '" + value + "' is not a time");
            }
            long amount = Long.parseLong(time.group("amount"));
            return switch (time.group("unit")) {
                case "s" -> Duration.ofSeconds(amount);
                case "m" -> Duration.ofMinutes(amount);
                case "h" -> Duration.ofHours(amount);
                case "d" -> Duration.ofDays(amount);
                case null, default -> Duration.ofMillis(amount);
            };
        }

        private Duration interval(Duration time) {
            if (time.compareTo(LONGEST_INTERVAL) > 0) {
                throw wrong("an interval longer than 10 s");
            }
            return time;
        }

        private QosSpec qos(String preset) {
            try {
                return QosSpec.preset(preset);
            } catch (IllegalArgumentException e) {
                throw wrong(String.valueOf(e.getMessage()));
            }
        }

        private int pingsIn(Duration time, Duration pace) {
            long pings = pace.isZero() ? time.toMillis() * PINGS_PER_MS : time.dividedBy(pace);
            if (pings == 0) {
                throw wrong("a duration shorter than the interval");
            }
            return (int) Math.min(pings, Integer.MAX_VALUE);
        }

        private static OpingFailed wrong(String problem) {
            return new OpingFailed(problem + "; " + USAGE);
        }
    }
}
