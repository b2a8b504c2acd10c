// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.benchmarks;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.runner.RunnerException;

/** The routing policies, in a large layer. */
final class RoutingBench implements Bench {
    private static final int ROUNDS = 3;

    @Override
    public String name() {
        return "routing";
    }

    @Override
    public String about() {
        return "routes of one member of a layer of 1,000, computed from the links that were announced";
    }

    @Override
    public void run(Report report) throws RunnerException {
        Measurement linkState = computation(RouteComputation.LINK_STATE, report);
        Measurement lfa = computation(RouteComputation.LFA, report);
        Measurement ecmp = computation(RouteComputation.ECMP, report);
        Measurement.inTurn(ROUNDS, linkState, lfa, ecmp);
        report.figure("routing.spf.1000.ms", linkState.medians().median(), "ms");
        report.figure("routing.lfa.1000.ms", lfa.medians().median(), "ms");
        report.figure("routing.ecmp.1000.ms", ecmp.medians().median(), "ms");
        report.say("routes: link-state " + linkState.medians().in("ms", 1) + "; lfa "
                + lfa.medians().in("ms", 1) + "; ecmp " + ecmp.medians().in("ms", 1));
    }

    private static Measurement computation(String policy, Report report) {
        return new Measurement(
                RouteComputation.class,
                o -> o.mode(Mode.SampleTime).timeUnit(TimeUnit.MILLISECONDS).param("policy", policy),
                report);
    }
}
