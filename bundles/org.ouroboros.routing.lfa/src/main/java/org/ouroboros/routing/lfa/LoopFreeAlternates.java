// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.routing.lfa;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ouroboros.policy.routing.Topology;

/**
 * The neighbours of one member of a layer that lead to each other member without coming back.
 *
 * <p>A neighbour is loop-free for a destination if it is nearer to it than by way of us (network specification, section 9.4; RFC
 * 5286, inequality 1). With every link one hop long, that is a neighbour no further from the destination than we are.
 */
final class LoopFreeAlternates {
    private final Topology topology;
    private final int[] neighbours;
    private final int[] hops;

    /** Hops from each neighbour to each member. */
    private final int[][] hopsFromNeighbours;

    LoopFreeAlternates(Topology topology) {
        this.topology = topology;
        neighbours = topology.neighbours(topology.self());
        hops = topology.hopsFrom(topology.self());
        hopsFromNeighbours =
                Arrays.stream(neighbours).mapToObj(topology::hopsFrom).toArray(int[][]::new);
    }

    /** {@return the primary and the alternates to each member that is reached, by address} */
    Map<Long, List<Long>> routes() {
        Map<Long, List<Long>> routes = LinkedHashMap.newLinkedHashMap(topology.size());
        for (int member = 0; member < topology.size(); member++) {
            if (hops[member] > 0) {
                routes.put(topology.address(member), nextHops(member));
            }
        }
        return Collections.unmodifiableMap(routes);
    }

    /** The nearest neighbours first, among them the lowest address: it is the primary. */
    private List<Long> nextHops(int member) {
        List<Long> nextHops = new ArrayList<>();
        for (int left = hops[member] - 1; left <= hops[member]; left++) {
            for (int i = 0; i < neighbours.length; i++) {
                if (hopsFromNeighbours[i][member] == left) {
                    nextHops.add(topology.address(neighbours[i]));
                }
            }
        }
        return List.copyOf(nextHops);
    }
}
