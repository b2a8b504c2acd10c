// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.app.oping;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * How a run went.
 *
 * @param name the name that was pinged
 * @param end why it ended
 * @param sent number of pings sent
 * @param received number of pings answered
 * @param outOfOrder number of answers that came after one to a later ping
 * @param duplicates number of answers to pings that had been answered before
 * @param lossPercent how much of what was sent was not answered, rounded up
 * @param timeMs how long the run took
 * @param rttMinMs shortest round trip; not a number without one, as the others
 * @param rttAvgMs mean round trip
 * @param rttMaxMs longest round trip
 * @param rttMdevMs sample deviation of the round trips; not a number with less than two
 */
record OpingResult(
        String name,
        End end,
        int sent,
        int received,
        int outOfOrder,
        int duplicates,
        long lossPercent,
        double timeMs,
        double rttMinMs,
        double rttAvgMs,
        double rttMaxMs,
        double rttMdevMs) {

    /** Why a run ended. */
    enum End {
        /** All pings were answered. */
        ANSWERED,
        /** Nothing came from the server for too long. */
        TIMED_OUT,
        /** The flow went down. */
        FLOW_DOWN,
        /** This side gave the flow up. */
        GIVEN_UP
    }

    static OpingResult of(String name, End end, int sent, OpingStatistics replies, Duration elapsed) {
        return new OpingResult(
                name,
                end,
                sent,
                replies.received(),
                replies.outOfOrder(),
                replies.duplicates(),
                replies.lossPercent(sent),
                elapsed.toNanos() / 1e6,
                replies.minMs(),
                replies.meanMs(),
                replies.maxMs(),
                replies.deviationMs());
    }

    /** {@return what the run prints in the end (end-to-end specification, section 7.1)} */
    String text() {
        String counts = String.format(
                Locale.ROOT,
                "%n--- %s ping statistics ---%n"
                        + "%d packets transmitted, %d received, %d out-of-order, %s%d%% packet loss, time: %.3f ms",
                name,
                sent,
                received,
                outOfOrder,
                duplicates == 0 ? "" : duplicates + " duplicates, ",
                lossPercent,
                timeMs);
        return received == 0 ? counts : counts + roundTrips();
    }

    private String roundTrips() {
        boolean micro = rttAvgMs < OpingReport.SHORT_MS;
        double unit = micro ? 1_000 : 1;
        return String.format(
                Locale.ROOT,
                "%nrtt min/avg/max/mdev = %.3f/%.3f/%.3f/%.3f %s",
                rttMinMs * unit,
                rttAvgMs * unit,
                rttMaxMs * unit,
                rttMdevMs * unit,
                micro ? "µs" : "ms");
    }

    /** {@return why this is a failure, if it was neither this side that ended the run, nor the last reply} */
    Optional<String> problem() {
        return switch (end) {
            case ANSWERED, GIVEN_UP -> Optional.empty();
            case TIMED_OUT -> Optional.of(name + " timed out: " + answered());
            case FLOW_DOWN -> Optional.of("the flow to " + name + " went down: " + answered());
        };
    }

    private String answered() {
        return received + " of " + sent + " pings were answered";
    }
}
