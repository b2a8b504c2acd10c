// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.ouroboros.host.PolicyCatalogue;
import org.ouroboros.host.PolicySlot;
import org.ouroboros.policy.balancing.BalancingPolicy;
import org.ouroboros.policy.balancing.BalancingPolicy.Balancer;
import org.ouroboros.policy.balancing.BalancingState;
import org.ouroboros.policy.balancing.Candidate;

/** The load balancing of one name: a policy slot, and what its policy opened. Confined to the loop. */
final class NameBalancing implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(NameBalancing.class.getName());

    private final String name;
    private final PolicySlot<BalancingPolicy> slot;
    private Balancer inUse = new TakingTurns(BalancingState.NONE);
    private volatile BalancingState latest =
            BalancingState.NONE; // written on the loop, read where a successor is prepared

    NameBalancing(String name, String policy, PolicyCatalogue<BalancingPolicy> policies) {
        this.name = name;
        this.slot = policies.open("name " + name, policy, TakingTurns::new, this::prepare);
    }

    /** {@return the process that gets the next flow} */
    Candidate choose(List<Candidate> candidates) {
        Candidate chosen = chosenByPolicy(candidates);
        latest = BalancingState.after(chosen.process());
        return chosen;
    }

    String wanted() {
        return slot.view().wanted();
    }

    CompletableFuture<PolicySlot.View> use(String policy) {
        return slot.use(policy);
    }

    CompletableFuture<PolicySlot.View> settled() {
        return slot.settled();
    }

    @Override
    public void close() {
        slot.close();
    }

    private Candidate chosenByPolicy(List<Candidate> candidates) {
        try {
            Candidate chosen = inUse.choose(candidates);
            if (candidates.contains(chosen)) {
                return chosen;
            }
            LOG.log(
                    System.Logger.Level.WARNING,
                    "balancing of name {0}: {1} chose {2}, which was not offered; taking turns",
                    name,
                    slot.view().inUse(),
                    chosen);
        } catch (RuntimeException | Error failure) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "balancing of name " + name + ": " + slot.view().inUse() + " failed; taking turns",
                    failure);
        }
        return new TakingTurns(latest).choose(candidates);
    }

    private PolicySlot.Transition prepare(BalancingPolicy next) {
        return new Successor(next.open(latest));
    }

    /** A balancer that is to take over, with the exact state. */
    private final class Successor implements PolicySlot.Transition {
        private final Balancer balancer;

        Successor(Balancer balancer) {
            this.balancer = balancer;
        }

        @Override
        public void commit() {
            balancer.resume(latest);
            inUse = balancer; // last: a balancer that throws has changed nothing
        }

        @Override
        public void rollBack() {}

        @Override
        public void retire() {
            balancer.close();
        }
    }

    /** Balancing without a policy: processes take turns. */
    private static final class TakingTurns implements Balancer {
        private BalancingState state;

        TakingTurns(BalancingState start) {
            state = start;
        }

        @Override
        public Candidate choose(List<Candidate> candidates) {
            OptionalLong served = state.latest();
            Candidate next = candidates.stream()
                    .filter(candidate -> served.isPresent() && candidate.process() > served.getAsLong())
                    .findFirst()
                    .orElse(candidates.getFirst());
            state = BalancingState.after(next.process());
            return next;
        }

        @Override
        public void resume(BalancingState start) {
            state = start;
        }

        @Override
        public void close() {}
    }
}
