// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.routing.ecmp;

import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Component;
import org.ouroboros.policy.Policy;
import org.ouroboros.policy.routing.RoutingPolicy;
import org.ouroboros.policy.routing.Topology;

/** All next hops on paths of the fewest hops for each destination. */
@Component
@Policy(kind = RoutingPolicy.KIND, name = "ecmp")
public final class EcmpPolicy implements RoutingPolicy {
    @Override
    public Base base() {
        return Base.EQUAL_COST;
    }

    @Override
    public String forwarding() {
        return "multipath";
    }

    @Override
    public Map<Long, List<Long>> routes(Topology topology) {
        return new EqualCostPaths(topology).routes();
    }
}
