// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.virtual;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.ouroboros.policy.ipcp.LayerOption;
import org.ouroboros.policy.ipcp.LayerRefused;

/**
 * What a link does to packets, in each direction.
 *
 * @param loss probability that a packet is lost, 0..1
 * @param duplicate probability that a packet is delivered twice, 0..1
 * @param reorder probability that a packet is held back until a later one has passed it, 0..1
 * @param delayNs how long a packet is under way, in nanoseconds
 * @param rate bits per second; 0 for no limit
 * @param queue packets that wait for the rate at most, the one being sent included
 * @param seed what the chances follow from
 */
record Impairments(double loss, double duplicate, double reorder, long delayNs, long rate, int queue, long seed) {
    /** The options of a layer that are impairments. */
    static final List<LayerOption> OPTIONS = List.of(
            new LayerOption("loss", "probability that a packet is lost, 0 to 1", "0"),
            new LayerOption("duplicate", "probability that a packet is delivered twice, 0 to 1", "0"),
            new LayerOption("reorder", "probability that a later packet passes a packet, 0 to 1", "0"),
            new LayerOption("delay_ms", "delay of packets and allocations in milliseconds, 0 to 60000", "0"),
            new LayerOption("rate", "rate of each direction in bit/s, up to 1000000000000; 0 for no limit", "0"),
            new LayerOption("queue", "packets that wait for the rate, 1 to 100000; more are dropped", "1000"),
            new LayerOption("seed", "seed of all chances, a 64-bit integer; drawn by default", ""));

    private static final Pattern DECIMAL = Pattern.compile("\\d{1,18}(\\.\\d{1,18})?");
    private static final Pattern INTEGER = Pattern.compile("-?\\d{1,19}");
    private static final BigDecimal LONGEST_DELAY_MS = BigDecimal.valueOf(60_000);
    private static final long HIGHEST_RATE = 1_000_000_000_000L;
    private static final int LONGEST_QUEUE = 100_000;
    private static final long SHORTEST_HOLD_NS = 10_000_000;

    /** {@return a link that does nothing to packets} */
    static Impairments none(long seed) {
        return new Impairments(0, 0, 0, 0, 0, 1_000, seed);
    }

    /**
     * Reads options.
     *
     * @param options values by keyword; what is not named stays as it is here
     * @return the impairments with these options
     * @throws LayerRefused for a value that is malformed or out of range
     */
    Impairments with(Map<String, String> options) {
        return new Impairments(
                probability(options, "loss", loss),
                probability(options, "duplicate", duplicate),
                probability(options, "reorder", reorder),
                milliseconds(options, "delay_ms", delayNs),
                integer(options, "rate", 0, HIGHEST_RATE, rate),
                (int) integer(options, "queue", 1, LONGEST_QUEUE, queue),
                integer(options, "seed", Long.MIN_VALUE, Long.MAX_VALUE, seed));
    }

    /** {@return the options that make these impairments} */
    Map<String, String> options() {
        return Map.of(
                "loss", decimal(BigDecimal.valueOf(loss)),
                "duplicate", decimal(BigDecimal.valueOf(duplicate)),
                "reorder", decimal(BigDecimal.valueOf(reorder)),
                "delay_ms", decimal(BigDecimal.valueOf(delayNs, 6)),
                "rate", Long.toString(rate),
                "queue", Integer.toString(queue),
                "seed", Long.toString(seed));
    }

    private static String decimal(BigDecimal number) {
        return number.stripTrailingZeros().toPlainString();
    }

    /** {@return how long a packet is held back at most when no other passes it, in nanoseconds} */
    long holdNs() {
        return Math.max(delayNs, SHORTEST_HOLD_NS);
    }

    private static double probability(Map<String, String> options, String option, double otherwise) {
        String value = options.get(option);
        return value == null
                ? otherwise
                : number(option, value, DECIMAL, BigDecimal.ZERO, BigDecimal.ONE)
                        .doubleValue();
    }

    private static long milliseconds(Map<String, String> options, String option, long otherwiseNs) {
        String value = options.get(option);
        return value == null
                ? otherwiseNs
                : number(option, value, DECIMAL, BigDecimal.ZERO, LONGEST_DELAY_MS)
                        .movePointRight(6)
                        .longValue();
    }

    private static long integer(Map<String, String> options, String option, long lowest, long highest, long otherwise) {
        String value = options.get(option);
        return value == null
                ? otherwise
                : number(option, value, INTEGER, BigDecimal.valueOf(lowest), BigDecimal.valueOf(highest))
                        .longValueExact();
    }

    private static BigDecimal number(String option, String value, Pattern form, BigDecimal lowest, BigDecimal highest) {
        if (form.matcher(value).matches()) {
            BigDecimal number = new BigDecimal(value);
            if (number.compareTo(lowest) >= 0 && number.compareTo(highest) <= 0) {
                return number;
            }
        }
        String wanted = form == INTEGER ? "an integer" : "a decimal number";
        throw new LayerRefused(option + " '" + value + "' is not " + wanted + " from " + lowest + " to " + highest);
    }
}
