// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.routing.linkstate;

import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Component;
import org.ouroboros.policy.Policy;
import org.ouroboros.policy.routing.RoutingPolicy;
import org.ouroboros.policy.routing.Topology;

/** One next hop for each destination, on a path of the fewest hops. */
@Component
@Policy(kind = RoutingPolicy.KIND, name = "link-state")
public final class LinkStatePolicy implements RoutingPolicy {
    @Override
    public Base base() {
        return Base.SIMPLE;
    }

    @Override
    public String forwarding() {
        return "simple";
    }

    @Override
    public Map<Long, List<Long>> routes(Topology topology) {
        return new ShortestPathTree(topology).routes();
    }
}
