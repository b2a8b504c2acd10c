// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.app.operf;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Optional;
import org.ouroboros.app.FlowReport;

/**
 * What a run measured.
 *
 * @param name name of the server
 * @param test what was measured
 * @param sent number of packets sent
 * @param received number of packets that came back; empty if none was to come back
 * @param lossPercent how much of what was sent did not come back, rounded up to four decimals; empty as well
 * @param timeMs how long it took
 * @param megabitsPerSecond millions of bits in a second, of what was sent, or of what came back
 * @param problem why this is a failure
 */
record PerfResult(
        String name,
        PerfTest test,
        long sent,
        Optional<Long> received,
        Optional<Double> lossPercent,
        double timeMs,
        double megabitsPerSecond,
        Optional<String> problem) {
    private static final int LOSS_DECIMALS = 4;
    private static final BigDecimal PERCENT = BigDecimal.valueOf(100);

    static PerfResult oneWay(String name, FlowReport sent, Optional<String> problem) {
        return new PerfResult(
                name,
                PerfTest.UNI,
                sent.packets(),
                Optional.empty(),
                Optional.empty(),
                sent.ms(),
                sent.megabitsPerSecond(),
                problem);
    }

    /** {@return the result of a test there and back} Without any reply it is a failure, unless it was given up. */
    static PerfResult thereAndBack(
            String name, FlowReport sent, FlowReport received, boolean givenUp, Optional<String> problem) {
        FlowReport timed = FlowReport.of(
                received.flow(),
                received.packets(),
                received.bytes(),
                Math.round(Math.max(sent.ms(), received.ms()) * 1e6));
        boolean unanswered = sent.packets() > 0 && received.packets() == 0 && !givenUp;
        return new PerfResult(
                name,
                PerfTest.BI,
                sent.packets(),
                Optional.of(received.packets()),
                Optional.of(loss(sent.packets(), received.packets())),
                timed.ms(),
                timed.megabitsPerSecond(),
                problem.or(() -> unanswered
                        ? Optional.of(name + " returned none of " + sent.packets() + " packets")
                        : Optional.empty()));
    }

    private static double loss(long sent, long received) {
        return received >= sent
                ? 0
                : PERCENT.multiply(BigDecimal.valueOf(sent - received))
                        .divide(BigDecimal.valueOf(sent), LOSS_DECIMALS, RoundingMode.CEILING)
                        .doubleValue();
    }

    /** {@return a number with as many decimals as it has} */
    private static String shown(double percent) {
        return BigDecimal.valueOf(percent).stripTrailingZeros().toPlainString();
    }

    /** {@return what the run prints in the end} */
    String text() {
        return String.format(
                Locale.ROOT,
                "%n--- %s operf statistics ---%n%d packets transmitted, %stime: %.3f ms, bandwidth: %.3f Mb/s.",
                name,
                sent,
                received.map(packets -> packets + " received, " + shown(lossPercent.orElse(0.0)) + "% packet loss, ")
                        .orElse(""),
                timeMs,
                megabitsPerSecond);
    }
}
