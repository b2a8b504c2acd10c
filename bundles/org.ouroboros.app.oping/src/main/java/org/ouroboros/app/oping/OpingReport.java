// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.app.oping;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import org.ouroboros.app.ArrivalWindow.Arrival;
import org.ouroboros.command.Invocation;

/** What a run tells while it lasts (end-to-end specification, section 7.1). */
final class OpingReport {
    /** Times below this are shown in microseconds. */
    static final double SHORT_MS = 0.1;

    /**
     * A reply.
     *
     * @param event {@code reply}
     * @param at when it came
     */
    record Reply(String event, int seq, int bytes, double rttMs, boolean outOfOrder, boolean duplicate, Instant at) {}

    /**
     * What should not have happened.
     *
     * @param event {@code trouble}
     */
    record Trouble(String event, String message) {}

    private final Invocation invocation;
    private final OpingOptions options;
    private final InstantSource timeOfDay;

    OpingReport(Invocation invocation, OpingOptions options, InstantSource timeOfDay) {
        this.invocation = invocation;
        this.options = options;
        this.timeOfDay = timeOfDay;
    }

    /** Says what is about to be done; not to programs, which know. */
    void begin() {
        if (!invocation.json()) {
            boolean busy = options.pace() == OpingOptions.Pace.BUSY_FLOOD;
            invocation
                    .out()
                    .println("Pinging " + options.name() + " with " + options.size() + " bytes of data ("
                            + options.count() + " packets" + (busy ? ", busy-poll" : "") + "):");
            invocation.out().println();
        }
    }

    /** Shows a reply, unless the run is quiet. */
    void reply(int seq, int bytes, double rttMs, Arrival arrival) {
        if (!options.quiet()) {
            Reply reply = new Reply(
                    "reply",
                    seq,
                    bytes,
                    rttMs,
                    arrival == Arrival.OUT_OF_ORDER,
                    arrival == Arrival.DUPLICATE,
                    timeOfDay.instant());
            invocation.report(reply, text(reply));
        }
    }

    private String text(Reply reply) {
        boolean micro = reply.rttMs() < SHORT_MS;
        return String.format(
                Locale.ROOT,
                "%s%d bytes from %s: seq=%d time=%.3f %s%s%s",
                options.timeOfDay() ? seconds(reply.at()) : "",
                reply.bytes(),
                options.name(),
                reply.seq(),
                micro ? reply.rttMs() * 1_000 : reply.rttMs(),
                micro ? "µs" : "ms",
                reply.outOfOrder() ? " [out-of-order]" : "",
                reply.duplicate() ? " [duplicate]" : "");
    }

    private static String seconds(Instant time) {
        return String.format(Locale.ROOT, "[%d.%06d] ", time.getEpochSecond(), time.getNano() / 1_000);
    }

    void invalidId() {
        invalid("Invalid id.");
    }

    void invalidTime() {
        invalid("Invalid time.");
    }

    /** Shows a packet that is no reply to a ping, as replies are shown. */
    private void invalid(String message) {
        if (!options.quiet()) {
            trouble(message);
        }
    }

    void serverTimedOut() {
        trouble("Server timed out.");
    }

    void flowDown(String reason) {
        trouble("Flow down: " + reason);
    }

    private void trouble(String message) {
        invocation.report(new Trouble("trouble", message), message);
    }
}
