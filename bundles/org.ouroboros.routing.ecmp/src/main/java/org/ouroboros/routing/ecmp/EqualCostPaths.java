// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.routing.ecmp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ouroboros.policy.routing.Topology;

/** The neighbours of one member of a layer that are one hop nearer to each other member (network specification, section 9.4). */
final class EqualCostPaths {
    private final Topology topology;
    private final int[] neighbours;
    private final int[] hops;

    /** Hops from each neighbour to each member. */
    private final int[][] hopsFromNeighbours;

    EqualCostPaths(Topology topology) {
        this.topology = topology;
        neighbours = topology.neighbours(topology.self());
        hops = topology.hopsFrom(topology.self());
        hopsFromNeighbours =
                Arrays.stream(neighbours).mapToObj(topology::hopsFrom).toArray(int[][]::new);
    }

    /** {@return all next hops to each member that is reached, by address} */
    Map<Long, List<Long>> routes() {
        Map<Long, List<Long>> routes = LinkedHashMap.newLinkedHashMap(topology.size());
        for (int member = 0; member < topology.size(); member++) {
            if (hops[member] > 0) {
                routes.put(topology.address(member), nextHops(member));
            }
        }
        return Collections.unmodifiableMap(routes);
    }

    private List<Long> nextHops(int member) {
        List<Long> nextHops = new ArrayList<>();
        for (int i = 0; i < neighbours.length; i++) {
            if (hopsFromNeighbours[i][member] + 1 == hops[member]) {
                nextHops.add(topology.address(neighbours[i]));
            }
        }
        return List.copyOf(nextHops);
    }
}
