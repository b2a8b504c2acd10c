// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.routing.linkstate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ouroboros.policy.routing.RoutingPolicy;
import org.ouroboros.policy.routing.Topology;
import org.ouroboros.policy.routing.Topology.Link;

class LinkStateTest {
    private final LinkStatePolicy policy = new LinkStatePolicy();

    static LongStream seeds() {
        return LongStream.range(0, Boolean.getBoolean("ouroboros.soak") ? 5_000 : 100);
    }

    @Test
    void membersOfOtherImplementationsRunTheSimplePolicy() {
        assertEquals(RoutingPolicy.Base.SIMPLE, policy.base());
        assertEquals("simple", policy.forwarding());
    }

    @Test
    void ofSeveralShortestPathsTheOneOfTheLowestNeighbourIsTaken() {
        List<Link> square = Stream.of(new Link(1, 7), new Link(1, 3), new Link(7, 9), new Link(3, 9))
                .flatMap(link -> Stream.of(link, new Link(link.to(), link.from())))
                .toList();
        assertEquals(Map.of(3L, List.of(3L), 7L, List.of(7L), 9L, List.of(3L)), policy.routes(Topology.of(1, square)));
    }

    @Test
    void aMemberWithoutALinkReachesNobody() {
        assertEquals(Map.of(), policy.routes(Topology.of(1, List.of(new Link(1, 2)))));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void exactlyTheMembersThatAreReachedHaveARoute(long seed) {
        RandomLayer layer = new RandomLayer(seed);
        for (long self : layer.members()) {
            TreeSet<Long> others = new TreeSet<>(layer.hopsFrom(self).keySet());
            others.remove(self);
            assertEquals(others, policy.routes(layer.seenBy(self)).keySet());
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void aRouteIsTheLowestNeighbourOnAShortestPath(long seed) {
        RandomLayer layer = new RandomLayer(seed);
        for (long self : layer.members()) {
            Map<Long, List<Long>> routes = policy.routes(layer.seenBy(self));
            layer.hopsFrom(self).forEach((destination, hops) -> {
                if (hops > 0) {
                    long lowest = layer.neighbours(self).stream()
                            .filter(neighbour -> Integer.valueOf(hops - 1)
                                    .equals(layer.hopsFrom(neighbour).get(destination)))
                            .findFirst()
                            .orElseThrow();
                    assertEquals(List.of(lowest), routes.get(destination));
                }
            });
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void followedHopByHopARouteArrivesInTheFewestHops(long seed) {
        RandomLayer layer = new RandomLayer(seed);
        Map<Long, Map<Long, List<Long>>> routes = new HashMap<>();
        layer.members().forEach(member -> routes.put(member, policy.routes(layer.seenBy(member))));
        for (long source : layer.members()) {
            layer.hopsFrom(source).forEach((destination, hops) -> {
                long at = source;
                for (int hop = 0; hop < hops; hop++) {
                    List<Long> next = routes.getOrDefault(at, Map.of()).get(destination);
                    assertNotNull(next, "from " + source + " to " + destination + " at " + at);
                    at = next.getFirst();
                }
                assertEquals(destination, at);
            });
        }
    }
}
