// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.scheduling.priority;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ouroboros.policy.scheduling.SchedulingPolicy.Scheduler;

class PriorityTest {
    private static final int BEST_EFFORT = 1;
    private static final int VIDEO = 1 << 1;
    private static final int VOICE = 1 << 2;
    private static final int ALL = BEST_EFFORT | VIDEO | VOICE;
    private static final int ROUND = 50 + 90 + 99;

    private final Scheduler scheduler = new PriorityPolicy().open();

    private int[] send(int packets, int waiting) {
        int[] sent = new int[3];
        for (int packet = 0; packet < packets; packet++) {
            sent[scheduler.next(waiting)]++;
        }
        return sent;
    }

    @Test
    void theHighestCubeThatWaitsGoesFirst() {
        assertEquals(2, scheduler.next(ALL));
        assertEquals(1, scheduler.next(BEST_EFFORT | VIDEO));
        assertEquals(0, scheduler.next(BEST_EFFORT));
        assertEquals(2, scheduler.next(BEST_EFFORT | VOICE));
    }

    @Test
    void cubesThatAllWaitShareByTheirWeights() {
        assertArrayEquals(new int[] {0, 0, 99}, send(99, ALL));
        assertArrayEquals(new int[] {0, 90, 0}, send(90, ALL));
        assertArrayEquals(new int[] {50, 0, 0}, send(50, ALL));
        assertArrayEquals(new int[] {500, 900, 990}, send(10 * ROUND, ALL));
    }

    @Test
    void whatWaitsAloneIsNotHeldToItsShare() {
        assertArrayEquals(new int[] {1_000, 0, 0}, send(1_000, BEST_EFFORT));
        assertArrayEquals(new int[] {0, 0, 1_000}, send(1_000, VOICE));
        assertArrayEquals(new int[] {0, 0, 100}, send(100, VOICE));
    }

    @Test
    void voiceWithinItsShareNeverWaitsForOthers() {
        for (int round = 0; round < 100; round++) {
            send(3, BEST_EFFORT | VIDEO);
            assertEquals(2, scheduler.next(ALL));
        }
    }

    static LongStream seeds() {
        return LongStream.range(0, Boolean.getBoolean("ouroboros.soak") ? 5_000 : 100);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void onlyWhatWaitsIsSentAndNothingThatWaitsIsPassedOverForLong(long seed) {
        Random random = new Random(seed);
        int[] passedOver = new int[3];
        for (int packet = 0; packet < 5_000; packet++) {
            int waiting = 1 + random.nextInt(ALL);
            for (int cube = 0; cube < 3; cube++) {
                if (passedOver[cube] > 0) {
                    waiting |= 1 << cube;
                }
            }
            int sent = scheduler.next(waiting);
            assertTrue((waiting & (1 << sent)) != 0, "cube " + sent + " of " + waiting);
            for (int cube = 0; cube < 3; cube++) {
                passedOver[cube] = cube != sent && (waiting & (1 << cube)) != 0 ? passedOver[cube] + 1 : 0;
                assertTrue(passedOver[cube] < ROUND, "cube " + cube + " waits for " + passedOver[cube] + " packets");
            }
        }
    }

    @Test
    void schedulersOfTwoFlowsDoNotKnowEachOther() {
        send(99, ALL);
        assertEquals(1, scheduler.next(ALL));
        assertEquals(2, new PriorityPolicy().open().next(ALL));
    }

    @Test
    void choosingAllocatesNothing() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        choose();
        threads.getCurrentThreadAllocatedBytes();
        long before = threads.getCurrentThreadAllocatedBytes();
        int chosen = choose();
        assertEquals(0, threads.getCurrentThreadAllocatedBytes() - before);
        assertTrue(chosen > 0);
    }

    private int choose() {
        int sum = 0;
        for (int packet = 0; packet < 20_000; packet++) {
            sum += scheduler.next(ALL);
        }
        return sum;
    }
}
