// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.balancing.roundrobin;

import java.util.List;
import org.ouroboros.policy.balancing.BalancingPolicy.Balancer;
import org.ouroboros.policy.balancing.BalancingState;
import org.ouroboros.policy.balancing.Candidate;

/** Goes round the processes of one name by number. Confined to the loop once it is open. */
final class RoundRobinBalancer implements Balancer {
    private BalancingState state;

    RoundRobinBalancer(BalancingState start) {
        state = start;
    }

    @Override
    public Candidate choose(List<Candidate> candidates) {
        long latest = state.latest().orElse(Long.MIN_VALUE);
        Candidate chosen = candidates.stream()
                .filter(candidate -> candidate.process() > latest)
                .findFirst()
                .orElse(candidates.getFirst());
        state = BalancingState.after(chosen.process());
        return chosen;
    }

    @Override
    public void resume(BalancingState exact) {
        state = exact;
    }

    @Override
    public void close() {}
}
