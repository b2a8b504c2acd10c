// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.balancing.spillover;

import org.osgi.service.component.annotations.Component;
import org.ouroboros.policy.Policy;
import org.ouroboros.policy.balancing.BalancingPolicy;
import org.ouroboros.policy.balancing.BalancingState;

/** The process that came last takes the flows; what it has no room for spills over to the one before. */
@Component
@Policy(kind = BalancingPolicy.KIND, name = "spillover")
public final class SpilloverPolicy implements BalancingPolicy {
    @Override
    public Balancer open(BalancingState start) {
        return new SpilloverBalancer();
    }
}
