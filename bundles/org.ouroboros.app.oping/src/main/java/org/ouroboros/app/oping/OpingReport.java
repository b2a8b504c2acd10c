// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.app.oping;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;

/** What a run prints (end-to-end specification, section 7.1). */
final class OpingReport {
    /** Times below this are shown in microseconds. */
    private static final double SHORT_MS = 0.1;

    private final PrintStream out;
    private final OpingOptions options;
    private final InstantSource timeOfDay;

    OpingReport(PrintStream out, OpingOptions options, InstantSource timeOfDay) {
        this.out = out;
        this.options = options;
        this.timeOfDay = timeOfDay;
    }

    void begin() {
        out.println("Pinging " + options.name() + " with " + options.size() + " bytes of data (" + options.count()
                + " packets):");
        out.println();
    }

    /** Shows a reply, unless the run is quiet. */
    void reply(int id, int bytes, double rttMs, boolean outOfOrder) {
        if (!options.quiet()) {
            boolean micro = rttMs < SHORT_MS;
            out.println(String.format(
                    Locale.ROOT,
                    "%s%d bytes from %s: seq=%d time=%.3f %s%s",
                    options.timeOfDay() ? now() : "",
                    bytes,
                    options.name(),
                    id,
                    micro ? rttMs * 1_000 : rttMs,
                    micro ? "µs" : "ms",
                    outOfOrder ? " [out-of-order]" : ""));
        }
    }

    void invalidId() {
        out.println("Invalid id.");
    }

    void serverTimedOut() {
        out.println("Server timed out.");
    }

    void flowDown(String reason) {
        out.println("Flow down: " + reason);
    }

    void end(int sent, OpingStatistics replies, Duration elapsed) {
        out.println();
        out.println("--- " + options.name() + " ping statistics ---");
        out.println(String.format(
                Locale.ROOT,
                "%d packets transmitted, %d received, %d out-of-order, %d%% packet loss, time: %.3f ms",
                sent,
                replies.received(),
                replies.outOfOrder(),
                replies.lossPercent(sent),
                elapsed.toNanos() / 1e6));
        if (replies.received() > 0) {
            boolean micro = replies.meanMs() < SHORT_MS;
            double unit = micro ? 1_000 : 1;
            out.println(String.format(
                    Locale.ROOT,
                    "rtt min/avg/max/mdev = %.3f/%.3f/%.3f/%.3f %s",
                    replies.minMs() * unit,
                    replies.meanMs() * unit,
                    replies.maxMs() * unit,
                    replies.deviationMs() * unit,
                    micro ? "µs" : "ms"));
        }
    }

    private String now() {
        Instant now = timeOfDay.instant();
        return String.format(Locale.ROOT, "[%d.%06d] ", now.getEpochSecond(), now.getNano() / 1_000);
    }
}
