// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.conformance.contract;

import java.util.ArrayList;
import java.util.List;
import org.ouroboros.conformance.check.Alone;
import org.ouroboros.conformance.check.Broken;
import org.ouroboros.conformance.check.Check;
import org.ouroboros.conformance.check.HeapUse;
import org.ouroboros.conformance.check.Place;
import org.ouroboros.conformance.check.PolicyKind;
import org.ouroboros.policy.congestion.CongestionPolicy;
import org.ouroboros.policy.congestion.CongestionPolicy.Controller;
import org.ouroboros.policy.congestion.CongestionState;

/** Congestion avoidance: marks, waits and echoes are within bounds, flows have nothing to do with each other, and a flow keeps its rate. */
final class CongestionContract {
    private static final int PACKETS = 5_000;
    private static final int BYTES = 1_400;
    private static final long STEP_NS = 100_000;
    private static final int LARGEST_MARK = 0xFF;
    private static final int LARGEST_LEVEL = 0xFFFF;
    private static final int[] QUEUES = {0, 1, 16, 255, 4_096, 65_536, Integer.MAX_VALUE};

    /** How far a rate may change where it is handed over: what is counted in slots of time is rounded. */
    private static final double SAME_RATE = 0.1;

    private static final long SLOWEST = 1_000;

    static final PolicyKind<CongestionPolicy> KIND = new PolicyKind<>(
            CongestionPolicy.KIND,
            CongestionPolicy.class,
            Place.LAYER,
            List.of(
                    Check.contract("marks", CongestionContract::marks),
                    Check.contract("pace", CongestionContract::pace),
                    Check.contract("any start", CongestionContract::anyStart),
                    Check.contract("per packet", CongestionContract::perPacket),
                    Check.contract("flows apart", CongestionContract::flowsApart),
                    Check.contract("threads", policy -> Alone.sameResults(thread -> answers(policy, thread))),
                    HandOver.version(CongestionState.VERSION),
                    HandOver.own(CongestionContract::state, CongestionContract::keepRate),
                    HandOver.in(CongestionContract::state, CongestionContract::goOn),
                    HandOver.out(CongestionContract::state, CongestionContract::goOn)));

    private CongestionContract() {}

    private static void marks(CongestionPolicy policy) {
        Broken.unlessNull(policy.base(), "base()");
        for (int ecn = 0; ecn <= LARGEST_MARK; ecn++) {
            for (int queued : QUEUES) {
                int mark = policy.mark(ecn, queued);
                Broken.unless(
                        mark >= 0 && mark <= LARGEST_MARK,
                        "marks a packet with " + mark + ", outside 0..255, where it has " + ecn + " and " + queued
                                + " wait");
            }
        }
    }

    private static void pace(CongestionPolicy policy) {
        Controller controller = open(policy, CongestionState.SLOW_START);
        long nowNs = Long.MAX_VALUE - PACKETS * STEP_NS / 2; // the clock wraps around under way
        for (int packet = 0; packet < PACKETS; packet++, nowNs += STEP_NS) {
            requirePace(controller, packet, nowNs);
        }
        Broken.unlessNull(controller.state(), "state()");
        controller.close();
        controller.close(); // which is idempotent
    }

    private static void requirePace(Controller controller, int packet, long nowNs) {
        long waitNs = controller.onSend(BYTES, nowNs);
        Broken.unless(
                waitNs >= 0 && waitNs <= CongestionPolicy.LONGEST_WAIT_NS,
                "has packets wait for " + waitNs + " ns, outside 0 to a second");
        int echo = controller.onReceive(packet & LARGEST_MARK);
        Broken.unless(
                echo >= CongestionPolicy.NO_ECHO && echo <= LARGEST_LEVEL,
                "echoes level " + echo + ", outside 0..65535");
        if (packet % 100 == 0) {
            controller.onEcho((packet * 13) & LARGEST_LEVEL, nowNs);
        }
    }

    private static Controller open(CongestionPolicy policy, CongestionState start) {
        return Broken.unlessNull(policy.open(start, 0), "open()");
    }

    private static void anyStart(CongestionPolicy policy) {
        for (long limit : new long[] {1, SLOWEST, 1L << 40, Long.MAX_VALUE}) {
            for (int level : new int[] {0, LARGEST_LEVEL}) {
                Controller controller = open(policy, new CongestionState(limit, level, level == 0, level));
                requirePace(controller, 0, STEP_NS);
                Broken.unlessNull(controller.state(), "state()");
                controller.close();
            }
        }
    }

    private static void perPacket(CongestionPolicy policy) {
        Controller controller = open(policy, CongestionState.SLOW_START);
        HeapUse.none("onSend()", number -> controller.onSend(BYTES, number * STEP_NS));
        HeapUse.none("onReceive()", number -> controller.onReceive(number & LARGEST_MARK));
        HeapUse.none("mark()", number -> policy.mark(0, number & LARGEST_LEVEL));
        controller.close();
    }

    /** What is known of a flow is in its controller. */
    private static void flowsApart(CongestionPolicy policy) {
        List<Long> alone = answers(policy, 1);
        Controller neighbour = open(policy, CongestionState.SLOW_START);
        Controller controller = open(policy, CongestionState.SLOW_START);
        List<Long> beside = new ArrayList<>();
        for (int packet = 0; packet < PACKETS; packet++) {
            neighbour.onEcho(LARGEST_LEVEL, packet * STEP_NS);
            neighbour.onSend(BYTES, packet * STEP_NS);
            answer(controller, packet, 1, beside);
        }
        Broken.unless(alone.equals(beside), "paces a flow otherwise if there is another one");
        neighbour.close();
        controller.close();
    }

    private static List<Long> answers(CongestionPolicy policy, int flow) {
        Controller controller = open(policy, CongestionState.SLOW_START);
        List<Long> answers = new ArrayList<>();
        for (int packet = 0; packet < PACKETS; packet++) {
            answer(controller, packet, flow, answers);
        }
        controller.close();
        return answers;
    }

    private static void answer(Controller controller, int packet, int flow, List<Long> answers) {
        answers.add(controller.onSend(BYTES / (flow + 1), packet * STEP_NS));
        answers.add((long) controller.onReceive((packet * flow) & LARGEST_MARK));
    }

    /** What is left of a flow that was paced for a while. */
    private static CongestionState state(CongestionPolicy policy) {
        Controller controller = open(policy, CongestionState.SLOW_START);
        for (int packet = 0; packet < PACKETS; packet++) {
            controller.onSend(BYTES, packet * STEP_NS);
            controller.onReceive(packet % 3);
        }
        CongestionState state = Broken.unlessNull(controller.state(), "state()");
        controller.close();
        return state;
    }

    private static void keepRate(CongestionPolicy policy, CongestionState state) {
        Controller controller = open(policy, state);
        CongestionState taken = controller.state();
        controller.close();
        long before = state.limitBytesPerSecond();
        long after = taken.limitBytesPerSecond();
        Broken.unless(
                Math.abs((double) after - before) <= SLOWEST + SAME_RATE * before,
                "goes on at " + after + " bytes/s where it was at " + before);
        Broken.unless(
                taken.slowStart() == state.slowStart(),
                "forgets whether the flow has seen congestion: " + taken.summary());
    }

    private static void goOn(CongestionPolicy policy, CongestionState state) {
        Controller controller = open(policy, state);
        requirePace(controller, 0, STEP_NS);
        controller.close();
    }
}
