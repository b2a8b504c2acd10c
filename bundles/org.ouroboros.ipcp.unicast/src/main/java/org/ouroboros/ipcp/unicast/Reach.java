// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.unicast;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.ouroboros.policy.routing.Topology;
import org.ouroboros.policy.swap.StateRefused;

/** Checks that routes lead to every member that the graph reaches, each by neighbours. */
final class Reach {
    private Reach() {}

    /**
     * Checks routes. Any thread.
     *
     * @throws StateRefused naming what is wrong
     */
    static void check(Topology topology, Map<Long, List<Long>> routes) {
        Set<Long> neighbours = new HashSet<>();
        for (int neighbour : topology.neighbours(topology.self())) {
            neighbours.add(topology.address(neighbour));
        }
        int[] hops = topology.hopsFrom(topology.self());
        for (int member = 0; member < topology.size(); member++) {
            if (hops[member] > 0) {
                check(topology.address(member), routes.get(topology.address(member)), neighbours);
            }
        }
    }

    private static void check(long member, @Nullable List<Long> nextHops, Set<Long> neighbours) {
        if (nextHops == null || nextHops.isEmpty()) {
            throw new StateRefused("it has no route to " + Address.text(member) + ", which is reached");
        }
        for (Long nextHop : nextHops) {
            if (!neighbours.contains(nextHop)) {
                throw new StateRefused("its route to " + Address.text(member) + " goes over " + Address.text(nextHop)
                        + ", which is no neighbour");
            }
        }
    }
}
