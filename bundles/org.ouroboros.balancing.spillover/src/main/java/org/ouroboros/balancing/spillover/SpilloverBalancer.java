// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.balancing.spillover;

import java.util.List;
import org.ouroboros.policy.balancing.BalancingPolicy.Balancer;
import org.ouroboros.policy.balancing.Candidate;

/** Chooses the newest process of one name that has room. Has no state. */
final class SpilloverBalancer implements Balancer {
    @Override
    public Candidate choose(List<Candidate> candidates) {
        return candidates.getLast();
    }

    @Override
    public void close() {}
}
