// SPDX-License-Identifier: Apache-2.0
package com.example.faulty.stranger;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Component;
import org.ouroboros.policy.Policy;
import org.ouroboros.policy.routing.RoutingPolicy;
import org.ouroboros.policy.routing.Topology;
import org.ouroboros.routing.linkstate.LinkStatePolicy;

/** It names a next hop that is no neighbour: the destination itself. */
@Component
@Policy(kind = RoutingPolicy.KIND, name = "stranger")
public final class StrangerPolicy implements RoutingPolicy {
    private final RoutingPolicy sound = new LinkStatePolicy();

    @Override
    public Base base() {
        return sound.base();
    }

    @Override
    public String forwarding() {
        return sound.forwarding();
    }

    @Override
    public Map<Long, List<Long>> routes(Topology topology) {
        Map<Long, List<Long>> routes = new HashMap<>(sound.routes(topology));
        routes.replaceAll((to, _) -> List.of(to));
        return routes;
    }
}
