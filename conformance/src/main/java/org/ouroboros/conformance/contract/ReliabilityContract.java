// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.conformance.contract;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.ouroboros.conformance.check.Alone;
import org.ouroboros.conformance.check.Broken;
import org.ouroboros.conformance.check.Check;
import org.ouroboros.conformance.check.Place;
import org.ouroboros.conformance.check.PolicyKind;
import org.ouroboros.policy.reliability.ReliabilityPolicy;
import org.ouroboros.policy.reliability.ReliabilityState;
import org.ouroboros.policy.swap.StateRefused;

/** Reliability: messages arrive once and in order, whatever the path does, and go on from machine to machine; on virtual time. */
final class ReliabilityContract {
    private static final int MESSAGES = 2_000;
    private static final int FEW = 200;
    private static final int NOISE = 300;
    private static final double GOOD = 0;
    private static final double BAD = 0.05;
    private static final Duration UNDER_WAY = Duration.ofMillis(20);
    private static final Duration BETWEEN_SWAPS = Duration.ofMillis(7);

    static final PolicyKind<ReliabilityPolicy> KIND = new PolicyKind<>(
            ReliabilityPolicy.KIND,
            ReliabilityPolicy.class,
            Place.FLOW,
            List.of(
                    Check.contract("good path", policy -> pass(policy, GOOD)),
                    Check.contract("bad path", policy -> pass(policy, BAD)),
                    Check.contract("close", ReliabilityContract::closeUnderWay),
                    Check.contract("hostile input", ReliabilityContract::hostile),
                    Check.contract("threads", policy -> Alone.together(_ -> few(policy))),
                    HandOver.version(ReliabilityState.VERSION),
                    Check.handOver("own state", (policy, _) -> own(policy)),
                    Check.handOver("in", (policy, other) -> between(other, policy, true)),
                    Check.handOver("out", (policy, other) -> between(policy, other, false))));

    private ReliabilityContract() {}

    private static void pass(ReliabilityPolicy policy, double trouble) {
        new ReliableLink(policy, policy, trouble).write(MESSAGES).awaitAll().close();
    }

    private static void few(ReliabilityPolicy policy) {
        new ReliableLink(policy, policy, BAD).write(FEW).awaitAll().close();
    }

    private static void closeUnderWay(ReliabilityPolicy policy) {
        ReliableLink link = new ReliableLink(policy, policy, BAD).write(MESSAGES);
        link.runFor(UNDER_WAY);
        link.close();
    }

    private static void hostile(ReliabilityPolicy policy) {
        ReliableLink link = new ReliableLink(policy, policy, GOOD).write(FEW);
        link.runFor(UNDER_WAY);
        for (int length = 0; length < NOISE; length++) {
            link.first().machine().receive(link.noise(length));
        }
        link.runFor(UNDER_WAY);
        link.close();
    }

    /** Both ends change hands for as long as messages are missing, more often than anything is due, over a bad path. */
    private static String own(ReliabilityPolicy policy) {
        ReliableLink link = new ReliableLink(policy, policy, BAD).write(MESSAGES);
        link.runFor(UNDER_WAY);
        Optional<ReliabilityState> state =
                Broken.unlessNull(link.first().machine().state(), "state()");
        if (state.isEmpty()) {
            link.close();
            return "keeps its state: a flow goes down when the policy leaves";
        }
        try {
            StateRefused.check(policy, state.get());
            link.every(BETWEEN_SWAPS, () -> {
                link.first().handOver(policy);
                link.second().handOver(policy);
            });
            link.awaitAll().close();
        } catch (StateRefused refused) {
            throw new Broken("refuses its own state: " + refused.getMessage());
        }
        return state.get().summary();
    }

    /** One end changes hands, and must go on speaking with the other one. */
    private static String between(ReliabilityPolicy from, ReliabilityPolicy to, boolean mayRefuse) {
        ReliableLink link = new ReliableLink(from, from, GOOD).write(MESSAGES);
        link.runFor(UNDER_WAY);
        Optional<ReliabilityState> state = link.first().machine().state();
        if (state.isEmpty()) {
            link.close();
            return "nothing is handed over";
        }
        try {
            StateRefused.check(to, state.get());
        } catch (StateRefused refused) {
            link.close();
            Broken.unless(mayRefuse, "leaves a state that a policy of ours refuses: " + refused.getMessage());
            return HandOver.refusal(refused);
        }
        link.first().handOver(to);
        link.awaitAll().close();
        return state.get().summary();
    }
}
