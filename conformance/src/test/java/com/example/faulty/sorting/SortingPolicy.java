// SPDX-License-Identifier: Apache-2.0
package com.example.faulty.sorting;

import java.util.Comparator;
import java.util.List;
import org.osgi.service.component.annotations.Component;
import org.ouroboros.policy.Policy;
import org.ouroboros.policy.balancing.BalancingPolicy;
import org.ouroboros.policy.balancing.BalancingState;
import org.ouroboros.policy.balancing.Candidate;

/** It sorts the host's list. */
@Component
@Policy(kind = BalancingPolicy.KIND, name = "sorting")
public final class SortingPolicy implements BalancingPolicy {
    @Override
    public Balancer open(BalancingState start) {
        return new Balancer() {
            @Override
            public Candidate choose(List<Candidate> candidates) {
                candidates.sort(Comparator.comparingInt(Candidate::flows));
                return candidates.getFirst();
            }

            @Override
            public void close() {}
        };
    }
}
