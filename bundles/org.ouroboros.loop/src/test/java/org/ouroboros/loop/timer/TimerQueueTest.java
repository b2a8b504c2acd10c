// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.loop.timer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ouroboros.loop.simulation.SimulatedLoop;

/** The simulated loop lends its clock; the queue under test is not its own. */
class TimerQueueTest {
    private static final int TIMERS = 300;

    static LongStream seeds() {
        return LongStream.range(0, Boolean.getBoolean("ouroboros.soak") ? 5_000 : 50);
    }

    /** What the model knows of a timer: ordered as the queue must be. */
    private record Setting(long afterStartNs, long arming, int timer) {}

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void goesOffAsASortedModelDoes(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        SimulatedLoop clock = new SimulatedLoop(seed);
        long startNs = clock.nowNs();
        TimerQueue queue = new TimerQueue(clock);
        List<Integer> wentOff = new ArrayList<>();
        List<TimerQueue.Timer> timers = new ArrayList<>();
        for (int i = 0; i < TIMERS; i++) {
            int number = i;
            timers.add(queue.timer(() -> wentOff.add(number)));
        }
        TreeSet<Setting> model =
                new TreeSet<>(Comparator.comparingLong(Setting::afterStartNs).thenComparingLong(Setting::arming));

        for (int step = 0; step < 3_000; step++) {
            int number = random.nextInt(TIMERS);
            TimerQueue.Timer timer = timers.get(number);
            switch (random.nextInt(8)) {
                case 0 -> {
                    timer.cancel();
                    model.removeIf(setting -> setting.timer() == number);
                }
                case 1 -> {
                    clock.runFor(Duration.ofNanos(random.nextLong(20)));
                    List<Integer> expected = new ArrayList<>();
                    long nowNs = clock.nowNs() - startNs;
                    while (!model.isEmpty() && model.first().afterStartNs() <= nowNs) {
                        expected.add(model.removeFirst().timer());
                    }
                    wentOff.clear();
                    for (Runnable task = queue.poll(clock.nowNs());
                            task != null;
                            task = queue.poll(clock.nowNs())) {
                        task.run();
                    }
                    assertEquals(expected, wentOff);
                }
                default -> {
                    long delayNs = random.nextLong(-5, 200);
                    timer.arm(delayNs);
                    model.removeIf(setting -> setting.timer() == number);
                    model.add(new Setting(clock.nowNs() - startNs + Math.max(0, delayNs), step, number));
                }
            }
            assertEquals(model.size(), queue.size());
            assertEquals(model.stream().anyMatch(setting -> setting.timer() == number), timer.armed());
            if (!model.isEmpty()) {
                assertEquals(model.first().afterStartNs(), queue.earliestNs() - startNs);
            }
        }
    }

    @Test
    void theLongestDelaysStillCompare() {
        SimulatedLoop clock = new SimulatedLoop(1);
        TimerQueue queue = new TimerQueue(clock);
        queue.timer(() -> {}).arm(Long.MAX_VALUE);
        queue.timer(() -> {}).arm(Long.MIN_VALUE);
        queue.timer(() -> {}).arm(10);
        assertEquals(clock.nowNs(), queue.earliestNs());
        clock.runFor(Duration.ofDays(365));
        queue.poll(clock.nowNs());
        queue.poll(clock.nowNs());
        assertNull(queue.poll(clock.nowNs()));
        assertEquals(1, queue.size());
    }

    @Test
    void armingAndCancellingAllocateNothing() {
        SimulatedLoop clock = new SimulatedLoop(1);
        TimerQueue queue = new TimerQueue(clock);
        TimerQueue.Timer[] timers = new TimerQueue.Timer[TIMERS];
        for (int i = 0; i < TIMERS; i++) {
            timers[i] = queue.timer(() -> {});
        }
        ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long allocated = Long.MAX_VALUE;
        for (int round = 0; round < 5; round++) {
            long before = thread.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 100_000; i++) {
                timers[i * 7 % TIMERS].arm(i * 31 % 1_000);
                timers[i * 13 % TIMERS].cancel();
            }
            allocated = Math.min(allocated, thread.getCurrentThreadAllocatedBytes() - before);
        }
        assertTrue(allocated < 10_000, allocated + " bytes");
    }
}
