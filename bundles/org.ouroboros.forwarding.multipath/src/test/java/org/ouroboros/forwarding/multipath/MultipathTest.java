// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.forwarding.multipath;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.ouroboros.policy.forwarding.ForwardingPolicy;

class MultipathTest {
    private static final int FLOWS = 10_000;
    private static final int WARM_UP = 20_000;

    private final MultipathPolicy policy = new MultipathPolicy();

    /** Random EIDs, those of C members (a random half and a small number), and those of somebody who counts. */
    static List<long[]> flows() {
        return List.of(
                new Random(1).longs(FLOWS).toArray(),
                LongStream.range(0, FLOWS)
                        .map(flow -> (new Random(flow).nextLong() << 32) | (64 + flow % 4_032))
                        .toArray(),
                LongStream.range(64, 64 + FLOWS).toArray());
    }

    static Stream<Arguments> flowsOverHops() {
        return flows().stream()
                .flatMap(eids -> Stream.of(
                        Arguments.of(eids, new long[] {1, 2}),
                        Arguments.of(eids, new long[] {0x0A00_0001, 0x0A00_0002, 0x0A00_0003}),
                        Arguments.of(eids, new Random(2).longs(8, 1, 1L << 32).toArray())));
    }

    /** {@return the neighbour that each flow goes to} */
    private long[] ways(long[] eids, Hops hops) {
        return Arrays.stream(eids)
                .map(eid -> hops.neighbour(policy.choose(hops, eid)))
                .toArray();
    }

    private static long count(long[] ways, long neighbour) {
        return Arrays.stream(ways).filter(way -> way == neighbour).count();
    }

    /** Each hop gets its share, give or take five standard deviations. */
    private static void assertBalanced(long[] ways, long... neighbours) {
        double share = 1.0 / neighbours.length;
        double bound = 5 * Math.sqrt(ways.length * share * (1 - share));
        for (long neighbour : neighbours) {
            long flows = count(ways, neighbour);
            assertTrue(
                    Math.abs(flows - ways.length * share) <= bound,
                    flows + " of " + ways.length + " flows to one of " + neighbours.length + " hops");
        }
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("flowsOverHops")
    void flowsSpreadEvenly(long[] eids, long[] neighbours) {
        assertBalanced(ways(eids, new Hops(neighbours)), neighbours);
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("flowsOverHops")
    void onlyTheFlowsOfAHopThatIsDownMoveAndTheySpreadEvenly(long[] eids, long[] neighbours) {
        Hops hops = new Hops(neighbours);
        long[] before = ways(eids, hops);
        for (int lost = 0; lost < neighbours.length; lost++) {
            long[] meanwhile = ways(eids, hops.down(lost));
            int moved = 0;
            long[] moves = new long[FLOWS];
            for (int flow = 0; flow < FLOWS; flow++) {
                if (before[flow] == neighbours[lost]) {
                    moves[moved++] = meanwhile[flow];
                } else {
                    assertEquals(before[flow], meanwhile[flow]);
                }
            }
            long gone = neighbours[lost];
            assertBalanced(
                    Arrays.copyOf(moves, moved),
                    Arrays.stream(neighbours)
                            .filter(neighbour -> neighbour != gone)
                            .toArray());
            assertEquals(Arrays.hashCode(before), Arrays.hashCode(ways(eids, hops.up())));
        }
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("flows")
    void aHopThatComesOrLeavesTheTableMovesOnlyItsShareWhereverItStands(long[] eids) {
        long[] without = ways(eids, new Hops(20, 30, 40));
        for (Hops with : List.of(new Hops(10, 20, 30, 40), new Hops(20, 30, 10, 40), new Hops(40, 30, 20, 10))) {
            long[] ways = ways(eids, with);
            for (int flow = 0; flow < FLOWS; flow++) {
                assertTrue(ways[flow] == without[flow] || ways[flow] == 10);
            }
            assertBalanced(ways, 10, 20, 30, 40);
        }
    }

    @Test
    void flowsThatChoseAlikeAtOneMemberSpreadAtTheNext() {
        long[] eids = flows().getFirst();
        long[] first = ways(eids, new Hops(10, 20));
        long[] together = new long[(int) count(first, 10)];
        int number = 0;
        for (int flow = 0; flow < FLOWS; flow++) {
            if (first[flow] == 10) {
                together[number++] = eids[flow];
            }
        }
        assertBalanced(ways(together, new Hops(30, 40)), 30, 40);
    }

    @Test
    void whereNoHopIsUpThereIsNoWay() {
        assertEquals(
                ForwardingPolicy.NONE, policy.choose(new Hops(10, 20).down(0).down(1), 64));
        assertEquals(1, policy.choose(new Hops(10, 20).down(0), 64));
    }

    @Test
    void choosingAllocatesNothing() {
        Hops hops = new Hops(10, 20, 30).down(1);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        choose(hops);
        threads.getCurrentThreadAllocatedBytes();
        long before = threads.getCurrentThreadAllocatedBytes();
        int chosen = choose(hops);
        assertEquals(0, threads.getCurrentThreadAllocatedBytes() - before);
        assertTrue(chosen > 0);
    }

    private int choose(Hops hops) {
        int sum = 0;
        for (int eid = 0; eid < WARM_UP; eid++) {
            sum += policy.choose(hops, eid);
        }
        return sum;
    }
}
