// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.policy.routing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ouroboros.policy.routing.Topology.Link;

/** The graph that is left of what members announce. */
class TopologyTest {
    private static Stream<Link> both(long one, long other) {
        return Stream.of(new Link(one, other), new Link(other, one));
    }

    private static long[] addresses(Topology topology) {
        return IntStream.range(0, topology.size()).mapToLong(topology::address).toArray();
    }

    private static long[] neighbours(Topology topology, long address) {
        int member = Arrays.binarySearch(addresses(topology), address);
        return Arrays.stream(topology.neighbours(member))
                .mapToLong(topology::address)
                .toArray();
    }

    @Test
    void aLinkCountsIfBothEndsAnnounceIt() {
        Topology topology = Topology.of(
                10, Stream.concat(both(10, 20), Stream.of(new Link(20, 30))).toList());
        assertArrayEquals(new long[] {10, 20}, addresses(topology));
        assertArrayEquals(new long[] {20}, neighbours(topology, 10));
        assertArrayEquals(new long[] {10}, neighbours(topology, 20));
    }

    @Test
    void aMemberIsPartOfItsViewEvenWithoutALink() {
        Topology topology = Topology.of(10, both(20, 30).toList());
        assertArrayEquals(new long[] {10, 20, 30}, addresses(topology));
        assertEquals(10, topology.address(topology.self()));
        assertArrayEquals(new int[0], topology.neighbours(topology.self()));
        assertArrayEquals(new int[] {0, -1, -1}, topology.hopsFrom(topology.self()));
    }

    @Test
    void aLinkToOneselfIsNone() {
        Topology topology = Topology.of(10, List.of(new Link(10, 10), new Link(20, 20)));
        assertArrayEquals(new long[] {10}, addresses(topology));
        assertArrayEquals(new long[0], neighbours(topology, 10));
    }

    @Test
    void aLinkThatIsAnnouncedTwiceIsOne() {
        Topology topology =
                Topology.of(10, Stream.concat(both(10, 20), both(10, 20)).toList());
        assertArrayEquals(new long[] {20}, neighbours(topology, 10));
    }

    @Test
    void neighboursCannotBeChangedFromOutside() {
        Topology topology = Topology.of(10, both(10, 20).toList());
        topology.neighbours(0)[0] = 0;
        assertArrayEquals(new int[] {1}, topology.neighbours(0));
    }

    static LongStream seeds() {
        return LongStream.range(0, Boolean.getBoolean("ouroboros.soak") ? 2_000 : 100);
    }

    /** Links at random, some of them announced by one end only, and all shortest distances by Floyd and Warshall. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void membersAreInOrderAndHopsAreTheFewest(long seed) {
        Random random = new Random(seed);
        int members = 1 + random.nextInt(20);
        List<Long> addresses =
                new ArrayList<>(random.longs().distinct().limit(members).boxed().toList());
        boolean[][] announced = new boolean[members][members];
        List<Link> links = new ArrayList<>();
        for (int announcement = random.nextInt(4 * members); announcement > 0; announcement--) {
            int from = random.nextInt(members);
            int to = random.nextInt(members);
            announced[from][to] = true;
            links.add(new Link(addresses.get(from), addresses.get(to)));
            if (random.nextInt(4) > 0) {
                announced[to][from] = true;
                links.add(new Link(addresses.get(to), addresses.get(from)));
            }
        }
        Collections.shuffle(links, random);
        int self = random.nextInt(members);

        Topology topology = Topology.of(addresses.get(self), links);

        TreeSet<Long> expected = new TreeSet<>(List.of(addresses.get(self)));
        int[][] hops = hops(announced);
        for (int from = 0; from < members; from++) {
            for (int to = 0; to < members; to++) {
                if (hops[from][to] == 1) {
                    expected.add(addresses.get(from));
                }
            }
        }
        assertEquals(
                List.copyOf(expected),
                Arrays.stream(addresses(topology)).boxed().toList());
        assertEquals(addresses.get(self), topology.address(topology.self()));
        for (int from = 0; from < topology.size(); from++) {
            int[] counted = topology.hopsFrom(from);
            int[] neighbours = topology.neighbours(from);
            assertTrue(IntStream.range(1, neighbours.length).allMatch(i -> neighbours[i - 1] < neighbours[i]));
            int near = addresses.indexOf(topology.address(from));
            for (int to = 0; to < topology.size(); to++) {
                int far = addresses.indexOf(topology.address(to));
                assertEquals(hops[near][far] == UNREACHED ? -1 : hops[near][far], counted[to]);
                assertEquals(hops[near][far] == 1, Arrays.binarySearch(neighbours, to) >= 0);
            }
        }
    }

    private static final int UNREACHED = 1_000_000;

    private static int[][] hops(boolean[][] announced) {
        int members = announced.length;
        int[][] hops = new int[members][members];
        for (int from = 0; from < members; from++) {
            for (int to = 0; to < members; to++) {
                hops[from][to] = from == to ? 0 : announced[from][to] && announced[to][from] ? 1 : UNREACHED;
            }
        }
        for (int by = 0; by < members; by++) {
            for (int from = 0; from < members; from++) {
                for (int to = 0; to < members; to++) {
                    hops[from][to] = Math.min(hops[from][to], hops[from][by] + hops[by][to]);
                }
            }
        }
        return hops;
    }
}
