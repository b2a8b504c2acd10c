// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.app;

import java.util.Locale;
import java.util.function.Consumer;
import org.ouroboros.command.Invocation;

/**
 * What a flow carried in a time.
 *
 * @param event {@code traffic}
 * @param flow number of the flow
 * @param packets number of packets
 * @param bytes number of bytes in them
 * @param ms the time, in milliseconds
 * @param packetsPerSecond packets in a second
 * @param megabitsPerSecond millions of bits in a second
 */
public record FlowReport(
        String event,
        int flow,
        long packets,
        long bytes,
        double ms,
        double packetsPerSecond,
        double megabitsPerSecond) {

    /**
     * Works the rates out.
     *
     * @param flow number of the flow
     * @param packets number of packets
     * @param bytes number of bytes in them
     * @param ns the time, in nanoseconds
     * @return the report; without time the rates are 0
     */
    public static FlowReport of(int flow, long packets, long bytes, long ns) {
        double perSecond = ns <= 0 ? 0 : 1e9 / ns;
        return new FlowReport(
                "traffic", flow, packets, bytes, ns / 1e6, packets * perSecond, bytes * 8 * perSecond / 1e6);
    }

    /** {@return the line of the prototype (end-to-end specification, section 7.3)} */
    public String text() {
        return String.format(
                Locale.ROOT,
                "Flow %4d: %9d packets (%12d bytes) in %9d ms => %9.4f pps, %9.4f Mbps",
                flow,
                packets,
                bytes,
                Math.round(ms),
                packetsPerSecond,
                megabitsPerSecond);
    }

    /**
     * Shows reports as the progress of a run: a line each for people, nothing for programs, which get the result.
     *
     * @param invocation the call of a command
     * @return takes reports
     */
    public static Consumer<FlowReport> progress(Invocation invocation) {
        return invocation.json() ? _ -> {} : report -> invocation.out().println(report.text());
    }
}
