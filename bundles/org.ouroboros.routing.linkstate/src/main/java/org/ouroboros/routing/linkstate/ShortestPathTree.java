// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.routing.linkstate;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ouroboros.policy.routing.Topology;

/**
 * A shortest path from one member of a layer to each other one. Where there are several, it is the one whose first hop has the
 * lowest address.
 *
 * <p>Every link is one hop, so a search in the order of distance stands for Dijkstra's. It reaches the members of a distance in the
 * order of their first hops, since it did so with those one hop nearer; a member thus hangs off the lowest first hop that leads to
 * it.
 */
final class ShortestPathTree {
    private static final int NONE = -1;

    private final Topology topology;
    private final int[] firstHops;

    /** The members that are reached, nearest first: so many of them. */
    private final int[] reached;

    private int count;

    ShortestPathTree(Topology topology) {
        this.topology = topology;
        firstHops = new int[topology.size()];
        reached = new int[topology.size()];
        Arrays.fill(firstHops, NONE);
        grow();
    }

    private void grow() {
        firstHops[topology.self()] = topology.self();
        for (int neighbour : topology.neighbours(topology.self())) {
            reach(neighbour, neighbour);
        }
        for (int at = 0; at < count; at++) {
            for (int member : topology.neighbours(reached[at])) {
                if (firstHops[member] == NONE) {
                    reach(member, firstHops[reached[at]]);
                }
            }
        }
    }

    private void reach(int member, int firstHop) {
        firstHops[member] = firstHop;
        reached[count++] = member;
    }

    /** {@return the first hop to each member that is reached, by address, nearest first} */
    Map<Long, List<Long>> routes() {
        Map<Long, List<Long>> routes = LinkedHashMap.newLinkedHashMap(count);
        for (int at = 0; at < count; at++) {
            int member = reached[at];
            routes.put(topology.address(member), List.of(topology.address(firstHops[member])));
        }
        return Collections.unmodifiableMap(routes);
    }
}
