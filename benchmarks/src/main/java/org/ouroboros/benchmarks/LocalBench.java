// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.benchmarks;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.RunnerException;

/** Two applications of one system, over a local layer. */
final class LocalBench implements Bench {
    static final int MESSAGE_BYTES = 64;

    /** A reader's room: where a message fills it, another read says that it ended. */
    static final int ROOM_BYTES = 2 * MESSAGE_BYTES;

    private static final int ROUNDS = 3;
    private static final int ALLOCATING_THREADS = 32;

    @Override
    public String name() {
        return "local";
    }

    @Override
    public String about() {
        return "two applications of one system over a local layer: one way, round trip, allocation of flows";
    }

    @Override
    public void run(Report report) throws RunnerException {
        oneWay(report);
        blockingRoundTrip(report);
        spinningRoundTrip(report);
        allocation(report);
    }

    private static void oneWay(Report report) throws RunnerException {
        Measurement flow = new Measurement(
                FlowOneWay.class,
                o -> o.mode(Mode.Throughput).timeUnit(TimeUnit.SECONDS).addProfiler(GCProfiler.class),
                report);
        Measurement queue =
                new Measurement(QueueOneWay.class, o -> o.mode(Mode.Throughput).timeUnit(TimeUnit.SECONDS), report);
        Measurement.inTurn(ROUNDS, flow, queue);
        Windows messages = flow.scores();
        report.figure("local.oneway.64.msgs_per_s", messages.median(), "msgs/s");
        report.ratio(
                "local.oneway.64.vs_spsc", messages.median() / queue.scores().median());
        Windows allocated = flow.secondary("gc.alloc.rate.norm");
        report.figure("local.oneway.64.alloc_bytes_per_msg", allocated.median(), "B");
        report.say("one way: flow " + messages.in("M/s", 1e6) + "; bare queue "
                + queue.scores().in("M/s", 1e6) + "; allocated " + allocated.in("B", 1));
    }

    private static void blockingRoundTrip(Report report) throws RunnerException {
        Measurement flow = roundTrip(FlowRoundTrip.class, Waiting.BLOCKING, report);
        Measurement bare = roundTrip(HandOver.class, Waiting.BLOCKING, report);
        Measurement.inTurn(ROUNDS, flow, bare);
        report.ratio(
                "local.rtt.blocking.vs_handover",
                flow.medians().median() / bare.medians().median());
        report.say("round trip, blocking: flow " + flow.medians().in("us", 1) + "; bare hand-over "
                + bare.medians().in("us", 1));
    }

    private static void spinningRoundTrip(Report report) throws RunnerException {
        Measurement flow = roundTrip(FlowRoundTrip.class, Waiting.SPINNING, report);
        Measurement bare = roundTrip(HandOver.class, Waiting.SPINNING, report);
        Measurement.inTurn(ROUNDS, flow, bare);
        report.figure("local.rtt.spinning.us", flow.medians().median(), "us");
        report.say("round trip, spinning: flow " + flow.medians().in("us", 1) + "; bare turn "
                + bare.medians().in("us", 1));
    }

    private static Measurement roundTrip(Class<?> workload, String waiting, Report report) {
        return new Measurement(
                workload,
                o -> o.mode(Mode.SampleTime).timeUnit(TimeUnit.MICROSECONDS).param("how", waiting),
                report);
    }

    private static void allocation(Report report) throws RunnerException {
        Measurement flows = new Measurement(
                FlowAllocation.class,
                o -> o.mode(Mode.Throughput)
                        .timeUnit(TimeUnit.SECONDS)
                        .threads(ALLOCATING_THREADS)
                        .jvmArgsAppend("-Djmh.executor=VIRTUAL"),
                report);
        Measurement.inTurn(ROUNDS, flows);
        report.figure("local.allocate.per_s", flows.scores().median(), "flows/s");
        report.say("allocation, " + ALLOCATING_THREADS + " virtual threads: "
                + flows.scores().in("k/s", 1e3));
    }
}
