// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.app;

import java.time.Duration;
import java.util.List;
import org.ouroboros.command.CommandFailed;
import org.ouroboros.command.Given;
import org.ouroboros.command.Option;

/**
 * How much is sent over a flow.
 *
 * @param duration for how long
 * @param size bytes of a packet, positive
 * @param bitsPerSecond how fast, above 0; infinite for as fast as the flow takes it
 * @param spin whether the time until the next packet is spent spinning, rather than asleep
 */
public record Load(Duration duration, int size, double bitsPerSecond, boolean spin) {
    private static final String FLOOD = "-f";
    private static final String SLEEP = "--sleep";
    private static final String SPIN = "--spin";

    /** Options that say how packets follow each other, for {@link #of}. */
    public static final List<Option> PACING = List.of(
            Option.flag(FLOOD + " --flood", "sends as fast as the flow takes packets, whatever the rate"),
            Option.flag(SLEEP, "sleeps until a packet is due, and catches up if it slept too long; the default"),
            Option.flag(SPIN, "spins until a packet is due: exact, at the cost of a processor"));

    /**
     * Reads the options of {@link #PACING}.
     *
     * @param given words sorted out by a form with those options
     * @param duration for how long
     * @param size bytes of a packet
     * @param bitsPerSecond how fast, if it is no flood
     * @return the load
     * @throws CommandFailed if the options exclude each other
     */
    public static Load of(Given given, Duration duration, int size, double bitsPerSecond) {
        if (given.has(SLEEP) && given.has(SPIN)) {
            throw given.wrong(SLEEP + " and " + SPIN + " exclude each other");
        }
        double rate = given.has(FLOOD) ? Double.POSITIVE_INFINITY : bitsPerSecond;
        return new Load(duration, size, rate, given.has(SPIN));
    }

    /** {@return whether packets follow each other as fast as the flow takes them} */
    public boolean flood() {
        return Double.isInfinite(bitsPerSecond);
    }

    /** {@return time from a packet to the next one, in nanoseconds; 0 in a flood} */
    double gapNs() {
        return size * 8e9 / bitsPerSecond;
    }
}
