// SPDX-License-Identifier: Apache-2.0
package com.example.balancing;

import java.util.Comparator;
import java.util.List;
import org.osgi.service.component.annotations.Component;
import org.ouroboros.policy.Policy;
import org.ouroboros.policy.balancing.BalancingPolicy;
import org.ouroboros.policy.balancing.BalancingState;
import org.ouroboros.policy.balancing.Candidate;

/** The process with the fewest flows takes the next one; among equals, the one that came first. */
@Component
@Policy(kind = BalancingPolicy.KIND, name = "least-flows")
public final class LeastFlowsPolicy implements BalancingPolicy {
    private static final Comparator<Candidate> LOAD =
            Comparator.comparingInt(Candidate::flows).thenComparingLong(Candidate::process);

    @Override
    public Balancer open(BalancingState start) {
        return new Balancer() {
            @Override
            public Candidate choose(List<Candidate> candidates) {
                return candidates.stream().min(LOAD).orElseThrow();
            }

            @Override
            public void close() {}
        };
    }
}
