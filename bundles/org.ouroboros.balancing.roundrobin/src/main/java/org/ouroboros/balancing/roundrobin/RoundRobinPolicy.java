// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.balancing.roundrobin;

import org.osgi.service.component.annotations.Component;
import org.ouroboros.policy.Policy;
import org.ouroboros.policy.balancing.BalancingPolicy;
import org.ouroboros.policy.balancing.BalancingState;

/** The processes of a name take flows in turn. */
@Component
@Policy(kind = BalancingPolicy.KIND, name = "round-robin")
public final class RoundRobinPolicy implements BalancingPolicy {
    @Override
    public Balancer open(BalancingState start) {
        return new RoundRobinBalancer(start);
    }
}
