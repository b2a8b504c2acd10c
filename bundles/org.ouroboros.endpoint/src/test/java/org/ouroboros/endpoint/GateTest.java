// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.ouroboros.endpoint.Waiting.Worker;

/** The one place where threads wait for a flow. */
class GateTest {
    private final Gate gate = new Gate();
    private final AtomicInteger published = new AtomicInteger();

    @Test
    void whatIsTrueIsNotWaitedFor() throws InterruptedException {
        assertTrue(gate.await(() -> true, () -> 0, 0, 0));
        Thread.currentThread().interrupt();
        assertTrue(gate.await(() -> true, () -> 0, 0, Gate.FOREVER));
        assertTrue(Thread.interrupted(), "the interrupt was swallowed");
    }

    @Test
    void anInterruptEndsTheWait() {
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, () -> gate.await(() -> false, () -> 0, 0, Gate.FOREVER));
        assertFalse(Thread.interrupted());
    }

    @Test
    void theLimitIsADifferenceOnAClockThatMayOverflow() throws InterruptedException {
        AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 5);
        assertFalse(gate.await(() -> false, () -> clock.getAndAdd(3), Long.MAX_VALUE - 5, 20));
        assertEquals(Long.MIN_VALUE + 18, clock.get());
    }

    @Test
    void aSpuriousWakeUpIsNotTakenForAnOpening() {
        Worker<Boolean> waiter = Worker.start(() -> gate.await(() -> published.get() > 0, () -> 0, 0, Gate.FOREVER));
        waiter.blocked();
        gate.open(); // nothing is true yet
        waiter.blocked();
        publish(1);
        assertTrue(waiter.result());
    }

    /** Threads that open all the time are interrupted everywhere, also between seeing a waiter and waking it. */
    @Test
    void noWakeUpIsLostWhileWaitersChange() {
        int rounds = Boolean.getBoolean("ouroboros.soak") ? 200_000 : 500;
        ReentrantLock turn = new ReentrantLock();
        AtomicInteger wanted = new AtomicInteger();
        List<Worker<Integer>> waiters = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            waiters.add(Worker.start(() -> waitFor(rounds, turn, wanted)));
        }
        List<Worker<Integer>> openers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            openers.add(Worker.start(() -> {
                while (published.get() < rounds) {
                    gate.open();
                }
                return rounds;
            }));
        }
        try {
            for (int round = 1; round <= rounds; round++) {
                int now = round;
                Waiting.until(() -> wanted.get() >= now, () -> "nobody was woken for round " + (now - 1));
                publish(round);
            }
            waiters.forEach(Worker::result);
        } finally {
            publish(rounds);
        }
        openers.forEach(Worker::result);
    }

    private int waitFor(int rounds, ReentrantLock turn, AtomicInteger wanted) throws InterruptedException {
        while (true) {
            turn.lock();
            try {
                int want = wanted.get() + 1;
                if (want > rounds) {
                    return rounds;
                }
                wanted.set(want);
                gate.await(() -> published.get() >= want, () -> 0, 0, Gate.FOREVER);
            } finally {
                turn.unlock();
            }
        }
    }

    private void publish(int round) {
        published.set(round);
        VarHandle.fullFence();
        gate.open();
    }
}
