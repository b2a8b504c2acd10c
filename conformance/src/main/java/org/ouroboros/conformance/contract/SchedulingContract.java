// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.conformance.contract;

import java.util.List;
import java.util.stream.IntStream;
import org.ouroboros.conformance.check.Alone;
import org.ouroboros.conformance.check.Broken;
import org.ouroboros.conformance.check.Check;
import org.ouroboros.conformance.check.HeapUse;
import org.ouroboros.conformance.check.Place;
import org.ouroboros.conformance.check.PolicyKind;
import org.ouroboros.policy.scheduling.SchedulingPolicy;
import org.ouroboros.policy.scheduling.SchedulingPolicy.Scheduler;
import org.ouroboros.policy.scheduling.SchedulingState;

/** Scheduling: the next packet is one that waits, N-1 flows have nothing to do with each other, and a round goes on. */
final class SchedulingContract {
    private static final int PACKETS = 5_000;
    private static final int UNDER_WAY = 137; // packets of a round that is not over
    private static final int CUBES_WAITING = 7; // all combinations of three cubes but none

    static final PolicyKind<SchedulingPolicy> KIND = new PolicyKind<>(
            SchedulingPolicy.KIND,
            SchedulingPolicy.class,
            Place.LAYER,
            List.of(
                    Check.contract("cubes", SchedulingContract::cubes),
                    Check.contract("per packet", SchedulingContract::perPacket),
                    Check.contract("N-1 flows apart", SchedulingContract::flowsApart),
                    Check.contract("threads", SchedulingContract::threads),
                    HandOver.version(SchedulingState.VERSION),
                    HandOver.own(SchedulingContract::state, SchedulingContract::keepRound),
                    HandOver.in(SchedulingContract::state, SchedulingContract::goOn),
                    HandOver.out(SchedulingContract::state, SchedulingContract::goOn)));

    private SchedulingContract() {}

    private static Scheduler open(SchedulingPolicy policy, SchedulingState start) {
        return Broken.unlessNull(policy.open(start), "open()");
    }

    private static void cubes(SchedulingPolicy policy) {
        Scheduler scheduler = open(policy, SchedulingState.NONE);
        for (int packet = 0; packet < PACKETS; packet++) {
            requireWaiting(scheduler, waiting(packet, 1));
        }
        Broken.unlessNull(scheduler.state(), "state()");
        scheduler.close();
        scheduler.close(); // which is idempotent
    }

    /** {@return which cubes wait, without a pattern} */
    private static int waiting(int packet, int flow) {
        return 1 + Math.floorMod(packet * 31 + flow * (packet >> 3), CUBES_WAITING);
    }

    private static void requireWaiting(Scheduler scheduler, int waiting) {
        int cube = scheduler.next(waiting);
        Broken.unless(
                cube >= 0 && cube < Integer.SIZE && (waiting & (1 << cube)) != 0,
                "chooses cube " + cube + ", where those wait whose bits are set in 0b"
                        + Integer.toBinaryString(waiting));
    }

    private static void perPacket(SchedulingPolicy policy) {
        Scheduler scheduler = open(policy, SchedulingState.NONE);
        HeapUse.none("next()", number -> scheduler.next(waiting(number, 1)));
        scheduler.close();
    }

    private static void flowsApart(SchedulingPolicy policy) {
        List<Integer> alone = choices(policy, 1);
        Scheduler neighbour = open(policy, SchedulingState.NONE);
        Scheduler scheduler = open(policy, SchedulingState.NONE);
        List<Integer> beside = IntStream.range(0, PACKETS)
                .map(packet -> {
                    neighbour.next(CUBES_WAITING);
                    return scheduler.next(waiting(packet, 1));
                })
                .boxed()
                .toList();
        neighbour.close();
        scheduler.close();
        Broken.unless(alone.equals(beside), "chooses otherwise for an N-1 flow if there is another one");
    }

    private static void threads(SchedulingPolicy policy) throws Exception {
        Alone.sameResults(thread -> choices(policy, thread));
    }

    private static List<Integer> choices(SchedulingPolicy policy, int flow) {
        Scheduler scheduler = open(policy, SchedulingState.NONE);
        List<Integer> choices = IntStream.range(0, PACKETS)
                .map(packet -> scheduler.next(waiting(packet, flow)))
                .boxed()
                .toList();
        scheduler.close();
        return choices;
    }

    private static SchedulingState state(SchedulingPolicy policy) {
        Scheduler scheduler = open(policy, SchedulingState.NONE);
        for (int packet = 0; packet < UNDER_WAY; packet++) {
            scheduler.next(waiting(packet, 1));
        }
        SchedulingState state = Broken.unlessNull(scheduler.state(), "state()");
        Broken.unless(state.equals(scheduler.state()), "changes its state when it is asked for it");
        scheduler.close();
        return state;
    }

    private static void keepRound(SchedulingPolicy policy, SchedulingState state) {
        Scheduler scheduler = open(policy, state);
        SchedulingState taken = scheduler.state();
        scheduler.close();
        Broken.unless(taken.equals(state), "goes on with a " + taken.summary() + " from a " + state.summary());
    }

    private static void goOn(SchedulingPolicy policy, SchedulingState state) {
        Scheduler scheduler = open(policy, state);
        for (int packet = 0; packet < PACKETS; packet++) {
            requireWaiting(scheduler, waiting(packet, 1));
        }
        scheduler.close();
    }
}
