// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.policy.routing;

import java.util.List;
import java.util.Map;
import org.ouroboros.policy.swap.State;

/**
 * Policy-neutral state of the routing of one member, carried from a policy to its successor.
 *
 * @param topology the layer as it is known
 * @param routes what is in use: addresses of neighbours by destination, the preferred one first
 */
public record RoutingState(Topology topology, Map<Long, List<Long>> routes) implements State {
    /** Version of this record. */
    public static final int VERSION = 1;

    /** Copies the routes. */
    public RoutingState {
        routes = Map.copyOf(routes);
    }

    @Override
    public int version() {
        return VERSION;
    }

    @Override
    public String summary() {
        return "graph of " + topology.size() + " members, " + routes.size() + " routes";
    }
}
