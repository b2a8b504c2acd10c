// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.routing.lfa;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ouroboros.policy.routing.RoutingPolicy;
import org.ouroboros.policy.routing.Topology;
import org.ouroboros.policy.routing.Topology.Link;

class LfaTest {
    private final LfaPolicy policy = new LfaPolicy();

    static LongStream seeds() {
        return LongStream.range(0, Boolean.getBoolean("ouroboros.soak") ? 5_000 : 100);
    }

    private static List<Link> both(Link... links) {
        return Stream.of(links)
                .flatMap(link -> Stream.of(link, new Link(link.to(), link.from())))
                .toList();
    }

    @Test
    void membersOfOtherImplementationsRunTheAlternatePolicy() {
        assertEquals(RoutingPolicy.Base.ALTERNATE, policy.base());
        assertEquals("alternate", policy.forwarding());
    }

    @Test
    void alternatesFollowThePrimaryAndTheNearestOfThemIsTheFirst() {
        List<Link> links = both(
                new Link(1, 2),
                new Link(2, 9), // two hops to 9
                new Link(1, 3),
                new Link(3, 9), // as many
                new Link(1, 4),
                new Link(4, 2), // one more
                new Link(1, 5)); // only by way of 1
        assertEquals(List.of(2L, 3L, 4L), policy.routes(Topology.of(1, links)).get(9L));
    }

    @Test
    void aRingOfFourHasAnAlternateOnlyToTheFarEnd() {
        List<Link> ring = both(new Link(1, 2), new Link(2, 3), new Link(3, 4), new Link(4, 1));
        assertEquals(
                Map.of(2L, List.of(2L), 3L, List.of(2L, 4L), 4L, List.of(4L)), policy.routes(Topology.of(1, ring)));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void nextHopsAreThoseOfTheInequalityEachOnce(long seed) {
        RandomLayer layer = new RandomLayer(seed);
        for (long self : layer.members()) {
            Map<Long, List<Long>> expected = new HashMap<>();
            layer.hopsFrom(self).forEach((destination, hops) -> {
                if (hops > 0) {
                    Map<Long, Integer> left = new HashMap<>();
                    for (long neighbour : layer.neighbours(self)) {
                        int rest = layer.hopsFrom(neighbour).getOrDefault(destination, Integer.MAX_VALUE);
                        if (rest < 1 + hops) {
                            left.put(neighbour, rest);
                        }
                    }
                    List<Long> nearestFirst = new ArrayList<>(left.keySet());
                    nearestFirst.sort(
                            Comparator.<Long>comparingInt(neighbour -> left.getOrDefault(neighbour, Integer.MAX_VALUE))
                                    .thenComparing(Comparator.naturalOrder()));
                    expected.put(destination, nearestFirst);
                }
            });
            assertEquals(expected, policy.routes(layer.seenBy(self)));
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void noShortestPathOfANextHopLeadsBack(long seed) {
        RandomLayer layer = new RandomLayer(seed);
        for (long self : layer.members()) {
            policy.routes(layer.seenBy(self))
                    .forEach((destination, nextHops) -> nextHops.forEach(neighbour -> assertEquals(
                            layer.hopsFrom(neighbour).get(destination),
                            layer.hopsFrom(neighbour, Set.of(self)).get(destination),
                            "from " + self + " by " + neighbour + " to " + destination)));
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void whereOneLinkIsDownAPacketOnAnAlternateArrivesWithoutComingBack(long seed) {
        RandomLayer layer = new RandomLayer(seed);
        Map<Long, Map<Long, List<Long>>> routes = new HashMap<>();
        layer.members().forEach(member -> routes.put(member, policy.routes(layer.seenBy(member))));
        routes.forEach((source, table) -> table.forEach((destination, nextHops) -> {
            for (long alternate : nextHops.subList(1, nextHops.size())) {
                Set<Long> visited = new HashSet<>(Set.of(source));
                long at = alternate;
                while (at != destination) {
                    assertEquals(true, visited.add(at), "from " + source + " by " + alternate + ": twice at " + at);
                    List<Long> next = routes.getOrDefault(at, Map.of()).get(destination);
                    assertNotNull(next);
                    at = next.getFirst();
                }
                assertNotEquals(nextHops.getFirst(), alternate);
            }
        }));
    }
}
