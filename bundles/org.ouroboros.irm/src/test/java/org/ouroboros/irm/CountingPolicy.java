// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import java.util.List;
import org.ouroboros.policy.balancing.BalancingPolicy;
import org.ouroboros.policy.balancing.BalancingState;
import org.ouroboros.policy.balancing.Candidate;

/** Always chooses the candidate at one end of the list, and counts what it opened and closed. */
final class CountingPolicy implements BalancingPolicy {
    private final boolean newest;
    int opened;
    int closed;
    int choices;
    boolean faulty;

    CountingPolicy(boolean newest) {
        this.newest = newest;
    }

    @Override
    public Balancer open(BalancingState start) {
        opened++;
        return new Counting();
    }

    private final class Counting implements Balancer {
        private boolean ended;

        @Override
        public Candidate choose(List<Candidate> candidates) {
            if (ended) {
                throw new AssertionError("a closed balancer was asked");
            }
            choices++;
            if (faulty) {
                throw new IllegalStateException("faulty");
            }
            return newest ? candidates.getLast() : candidates.getFirst();
        }

        @Override
        public void resume(BalancingState state) {
            if (ended) {
                throw new AssertionError("a closed balancer was resumed");
            }
        }

        @Override
        public void close() {
            if (!ended) {
                ended = true;
                closed++;
            }
        }
    }
}
