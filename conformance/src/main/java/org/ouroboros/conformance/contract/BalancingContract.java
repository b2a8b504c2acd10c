// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.conformance.contract;

import java.util.ArrayList;
import java.util.List;
import org.ouroboros.conformance.check.Alone;
import org.ouroboros.conformance.check.Broken;
import org.ouroboros.conformance.check.Check;
import org.ouroboros.conformance.check.Place;
import org.ouroboros.conformance.check.PolicyKind;
import org.ouroboros.policy.balancing.BalancingPolicy;
import org.ouroboros.policy.balancing.BalancingPolicy.Balancer;
import org.ouroboros.policy.balancing.BalancingState;
import org.ouroboros.policy.balancing.Candidate;

/** Load balancing: who is chosen was offered, and what is offered is looked at only. */
final class BalancingContract {
    private static final int ROUNDS = 2_000;
    private static final int MOST_CANDIDATES = 6;
    private static final int ROOM = 10;

    static final PolicyKind<BalancingPolicy> KIND = new PolicyKind<>(
            BalancingPolicy.KIND,
            BalancingPolicy.class,
            Place.NAME,
            List.of(
                    Check.contract("who was offered", BalancingContract::offered),
                    Check.contract("candidates", BalancingContract::candidatesStay),
                    Check.contract("threads", policy -> Alone.sameResults(thread -> choices(policy, thread))),
                    Check.handOver("own state", (policy, _) -> handOver(policy, policy)),
                    Check.handOver("in", (policy, other) -> handOver(other, policy)),
                    Check.handOver("out", BalancingContract::handOver)));

    private BalancingContract() {}

    private static Balancer open(BalancingPolicy policy, BalancingState start) {
        return Broken.unlessNull(policy.open(start), "open()");
    }

    /** {@return processes with various loads; they come and go} */
    private static List<Candidate> candidates(int round) {
        List<Candidate> candidates = new ArrayList<>();
        int count = 1 + round % MOST_CANDIDATES;
        for (int i = 0; i < count; i++) {
            candidates.add(new Candidate(round % 7 + 3 * i, (round + 5 * i) % ROOM, ROOM));
        }
        return candidates;
    }

    private static void offered(BalancingPolicy policy) {
        Balancer balancer = open(policy, BalancingState.NONE);
        for (int round = 0; round < ROUNDS; round++) {
            requireOffered(balancer, candidates(round));
        }
        balancer.close();
        balancer.close(); // which is idempotent
    }

    private static Candidate requireOffered(Balancer balancer, List<Candidate> candidates) {
        Candidate chosen = Broken.unlessNull(balancer.choose(candidates), "choose()");
        Broken.unless(candidates.contains(chosen), "chooses " + chosen + ", who was not offered: " + candidates);
        return chosen;
    }

    private static void candidatesStay(BalancingPolicy policy) {
        Balancer balancer = open(policy, BalancingState.NONE);
        for (int round = 0; round < ROUNDS; round++) {
            List<Candidate> candidates = candidates(round);
            balancer.choose(candidates);
            Broken.unless(
                    candidates.equals(candidates(round)),
                    "changes the list of candidates, which belongs to the host: " + candidates + " rather than "
                            + candidates(round));
        }
        balancer.close();
    }

    private static List<Candidate> choices(BalancingPolicy policy, int name) {
        Balancer balancer = open(policy, BalancingState.NONE);
        List<Candidate> choices = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            choices.add(balancer.choose(candidates(round + name)));
        }
        balancer.close();
        return choices;
    }

    /** The host keeps the state: the process that got the latest flow, which may be gone. */
    private static String handOver(BalancingPolicy from, BalancingPolicy to) {
        Balancer before = open(from, BalancingState.NONE);
        for (int round = 0; round < ROUNDS; round++) {
            Candidate latest = requireOffered(before, candidates(round));
            Balancer after = open(to, BalancingState.NONE);
            after.resume(BalancingState.after(latest.process()));
            requireOffered(after, candidates(round + 1));
            before.close();
            before = open(from, BalancingState.after(latest.process()));
            after.close();
        }
        before.close();
        return "";
    }
}
