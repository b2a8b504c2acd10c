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
import org.ouroboros.policy.forwarding.ForwardingPolicy;
import org.ouroboros.policy.forwarding.ForwardingState;
import org.ouroboros.policy.forwarding.NextHops;

/** Forwarding: a packet takes a next hop that is up, and packets of one flow take the same. */
final class ForwardingContract {
    private static final int MOST_HOPS = 8;
    private static final int FLOWS = 8;
    private static final long FIRST_EID = 0x5A5A_0000_0001L;

    static final PolicyKind<ForwardingPolicy> KIND = new PolicyKind<>(
            ForwardingPolicy.KIND,
            ForwardingPolicy.class,
            Place.LAYER,
            List.of(
                    Check.contract("next hops", ForwardingContract::nextHops),
                    Check.contract("one way", ForwardingContract::oneWay),
                    Check.contract("per packet", ForwardingContract::perPacket),
                    Check.contract("threads", ForwardingContract::threads),
                    HandOver.version(ForwardingState.VERSION),
                    HandOver.own(_ -> state(), ForwardingContract::goOn),
                    HandOver.in(_ -> state(), ForwardingContract::goOn),
                    HandOver.out(_ -> state(), ForwardingContract::goOn)));

    private ForwardingContract() {}

    private static void nextHops(ForwardingPolicy policy) {
        for (int size = 1; size <= MOST_HOPS; size++) {
            for (int upMask = 0; upMask < (1 << size); upMask++) {
                NextHops hops = new SomeHops(size, upMask);
                for (int flow = 0; flow < FLOWS; flow++) {
                    requireUp(hops, policy.choose(hops, FIRST_EID * flow));
                }
            }
        }
    }

    private static void requireUp(NextHops hops, int chosen) {
        if (chosen == ForwardingPolicy.NONE) {
            Broken.unless(!hops.up(0), "chooses none of " + hops);
        } else {
            Broken.unless(chosen >= 0 && chosen < hops.size(), "chooses " + chosen + " of " + hops);
            Broken.unless(hops.up(chosen), "chooses " + chosen + " of " + hops);
        }
    }

    private static void oneWay(ForwardingPolicy policy) {
        NextHops hops = new SomeHops(MOST_HOPS, -1);
        int[] first = choices(policy, hops);
        for (int round = 0; round < MOST_HOPS; round++) {
            int[] again = choices(policy, hops);
            for (int flow = 0; flow < FLOWS; flow++) {
                Broken.unless(
                        first[flow] == again[flow],
                        "sends packets of one flow now by " + first[flow] + ", now by " + again[flow] + " of " + hops);
            }
        }
    }

    private static int[] choices(ForwardingPolicy policy, NextHops hops) {
        return IntStream.range(0, FLOWS)
                .map(flow -> policy.choose(hops, FIRST_EID * flow))
                .toArray();
    }

    private static void perPacket(ForwardingPolicy policy) {
        NextHops hops = new SomeHops(MOST_HOPS, 0b1101_0110);
        HeapUse.none("choose()", number -> policy.choose(hops, FIRST_EID + number));
    }

    private static void threads(ForwardingPolicy policy) throws Exception {
        Alone.sameResults(thread -> IntStream.range(0, 1 << MOST_HOPS)
                .map(upMask -> policy.choose(new SomeHops(MOST_HOPS, upMask), FIRST_EID * thread))
                .boxed()
                .toList());
    }

    /** The table stays with the host. */
    private static ForwardingState state() {
        return new ForwardingState(IntStream.rangeClosed(1, MOST_HOPS)
                .mapToObj(size -> new SomeHops(size, -1).asDestination(size))
                .toList());
    }

    private static void goOn(ForwardingPolicy policy, ForwardingState state) {
        state.destinations().forEach(destination -> requireUp(destination, policy.choose(destination, FIRST_EID)));
    }
}
