// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.routing.lfa;

import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Component;
import org.ouroboros.policy.Policy;
import org.ouroboros.policy.routing.RoutingPolicy;
import org.ouroboros.policy.routing.Topology;

/** A next hop on a path of the fewest hops for each destination, and the loop-free alternates to it. */
@Component
@Policy(kind = RoutingPolicy.KIND, name = "lfa")
public final class LfaPolicy implements RoutingPolicy {
    @Override
    public Base base() {
        return Base.ALTERNATE;
    }

    @Override
    public String forwarding() {
        return "alternate";
    }

    @Override
    public Map<Long, List<Long>> routes(Topology topology) {
        return new LoopFreeAlternates(topology).routes();
    }
}
