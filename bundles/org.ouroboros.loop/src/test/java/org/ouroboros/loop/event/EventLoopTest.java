// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.loop.event;

import static java.util.concurrent.TimeUnit.MICROSECONDS;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.ouroboros.loop.LoopInfo;
import org.ouroboros.loop.LoopTimer;

/** Runs on real threads, and waits for events, never for a time. The time-out is there for what would hang. */
@Timeout(30)
class EventLoopTest {
    private static final Duration LONG = Duration.ofDays(1);
    private static final boolean SOAK = Boolean.getBoolean("ouroboros.soak");

    private final EventLoop loop = new EventLoop("loop-under-test");

    @AfterEach
    void close() {
        loop.close();
    }

    @Test
    void tasksOfEachThreadRunInTheOrderInWhichItGaveThem() throws Exception {
        int threads = 4;
        int tasks = 5_000;
        List<List<Integer>> ran = new ArrayList<>();
        List<Thread> givers = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            List<Integer> mine = new ArrayList<>();
            ran.add(mine);
            givers.add(Thread.ofPlatform().start(() -> {
                for (int task = 0; task < tasks; task++) {
                    int number = task;
                    loop.execute(() -> mine.add(number));
                }
            }));
        }
        for (Thread giver : givers) {
            giver.join();
        }
        List<Integer> inOrder = IntStream.range(0, tasks).boxed().toList();
        assertEquals(List.of(inOrder, inOrder, inOrder, inOrder), call(() -> List.copyOf(ran)));
    }

    @Test
    void itsThreadHoldsItAndNobodyElse() throws Exception {
        assertFalse(loop.held());
        Thread thread = call(() -> {
            assertTrue(loop.held());
            return Thread.currentThread();
        });
        assertEquals("loop-under-test", thread.getName());
        assertFalse(thread.isDaemon());
    }

    @Test
    void whoHoldsTheLoopHasACallRunAtOnce() throws Exception {
        assertEquals(7, call(() -> loop.call(() -> 7).resultNow()));
    }

    @Test
    void aCallHandsOutWhatItsTaskThrew() {
        IOException failure = new IOException("expected");
        assertSame(failure, assertThrows(ExecutionException.class, () -> call(() -> {
                    throw failure;
                }))
                .getCause());
        assertEquals(0, loop.info().failedTasks());
    }

    @Test
    void failuresAreLoggedCountedAndSurvived() throws Exception {
        try (LogCapture log = new LogCapture(EventLoop.class)) {
            loop.execute(() -> {
                throw new ArithmeticException("expected");
            });
            loop.execute(() -> {
                throw new AssertionError("expected");
            });
            LoopTimer failing = loop.timer(() -> {
                throw new IllegalStateException("expected");
            });
            call(() -> {
                failing.arm(0);
                return failing;
            });
            awaitTrue(() -> !failing.armed());
            assertEquals(3, call(() -> loop.info().failedTasks()));
            assertInstanceOf(ArithmeticException.class, log.records().getFirst().getThrown());
            assertTrue(log.records().size() < 3, "one line in a while");
        }
    }

    @Test
    void theLongestTaskIsRecorded() throws Exception {
        long ns = MILLISECONDS.toNanos(3);
        call(() -> {
            long start = loop.nowNs();
            while (loop.nowNs() - start < ns) {
                Thread.onSpinWait();
            }
            return start;
        });
        LoopInfo info = call(loop::info);
        assertEquals("loop-under-test", info.name());
        assertTrue(info.longestTaskNs() >= ns, info.toString());
        assertTrue(info.tasks() >= 1, info.toString());
    }

    @Test
    void aSleepingLoopIsWokenByEachTask() throws Exception {
        for (int i = 0; i < 2_000; i++) {
            assertEquals(1, call(() -> 1));
        }
    }

    @Test
    void aSleepingLoopIsWokenByItsTimers() throws Exception {
        CountDownLatch left = new CountDownLatch(100);
        LoopTimer[] timer = new LoopTimer[1];
        timer[0] = loop.timer(() -> {
            left.countDown();
            timer[0].arm(MICROSECONDS.toNanos(700));
        });
        loop.execute(() -> timer[0].arm(0));
        left.await();
    }

    @Test
    void timersGoOffOnceInOrderAndNotEarly() throws Exception {
        List<String> trace = new ArrayList<>();
        CompletableFuture<List<String>> end = new CompletableFuture<>();
        loop.execute(() -> {
            long start = loop.nowNs();
            loop.timer(() -> trace.add("b")).arm(MILLISECONDS.toNanos(2));
            loop.timer(() -> trace.add("a")).arm(MILLISECONDS.toNanos(1));
            loop.timer(() -> trace.add("now")).arm(0);
            LoopTimer again = loop.timer(() -> trace.add("c"));
            again.arm(MILLISECONDS.toNanos(1));
            again.arm(MILLISECONDS.toNanos(3));
            LoopTimer cancelled = loop.timer(() -> trace.add("cancelled"));
            cancelled.arm(0);
            cancelled.cancel();
            cancelled.cancel();
            assertFalse(cancelled.armed());
            assertTrue(again.armed());
            loop.timer(() -> {
                        trace.add(loop.nowNs() - start >= MILLISECONDS.toNanos(5) ? "end" : "early");
                        assertFalse(again.armed());
                        end.complete(trace);
                    })
                    .arm(MILLISECONDS.toNanos(5));
        });
        assertEquals(List.of("now", "a", "b", "c", "end"), end.get());
        assertEquals(0, loop.info().armedTimers());
        assertEquals(0, loop.info().failedTasks());
    }

    @Test
    void whatIsConfinedToTheLoopIsRefusedToOthers() {
        LoopTimer timer = loop.timer(() -> {});
        assertThrows(IllegalStateException.class, () -> timer.arm(0));
        assertThrows(IllegalStateException.class, timer::cancel);
        assertThrows(IllegalStateException.class, loop::random);
    }

    @Test
    void aTaskThatAlwaysGivesItselfAgainStarvesNoTimer() throws Exception {
        AtomicBoolean wentOff = new AtomicBoolean();
        CountDownLatch end = new CountDownLatch(1);
        Runnable busy = new Runnable() {
            @Override
            public void run() {
                if (wentOff.get()) {
                    end.countDown();
                } else {
                    loop.execute(this);
                }
            }
        };
        loop.execute(() -> {
            loop.timer(() -> wentOff.set(true)).arm(MILLISECONDS.toNanos(1));
            busy.run();
        });
        end.await();
    }

    @Test
    void aTimerThatAlwaysArmsItselfAgainStarvesNeitherTasksNorTheEnd() throws Exception {
        LoopTimer[] timer = new LoopTimer[1];
        timer[0] = loop.timer(() -> timer[0].arm(0));
        loop.execute(() -> timer[0].arm(0));
        Thread thread = call(Thread::currentThread);
        loop.close();
        thread.join();
    }

    @Test
    void clocksAndRandomness() throws Exception {
        Instant before = Instant.now();
        long wallNs = loop.wallClockNs();
        Instant after = Instant.now();
        Instant wall = Instant.ofEpochSecond(0, wallNs);
        assertFalse(wall.isBefore(before) || wall.isAfter(after), before + " " + wall + " " + after);
        byte[] one = new byte[16];
        byte[] other = new byte[16];
        loop.secureRandom(one);
        loop.secureRandom(other);
        assertFalse(Arrays.equals(one, other));
        assertTrue(call(() -> loop.random().nextInt(5)) < 5);
    }

    @Test
    void offloadedWorkRunsElsewhereAndItsResultComesToTheLoop() throws Exception {
        CompletableFuture<Boolean> virtual = loop.offload(() -> Thread.currentThread().isVirtual() && !loop.held(), LONG);
        CompletableFuture<Boolean> held = call(() -> loop.offload(() -> 1, LONG).thenApply(one -> loop.held()));
        assertTrue(virtual.get());
        assertTrue(held.get());
        IOException failure = new IOException("expected");
        CompletableFuture<Object> failed = loop.offload(
                () -> {
                    throw failure;
                },
                LONG);
        assertSame(failure, failure(failed));
        awaitTrue(() -> loop.info().armedTimers() == 0);
    }

    @Test
    void offloadedWorkIsInterruptedAtItsDeadlineAndALateResultIsDiscarded() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Callable<String> work = () -> {
            started.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException expected) {
                interrupted.countDown();
            }
            goOn.await();
            return "late";
        };
        Set<Offload<?>> unfinished = new HashSet<>();
        Offload<String> offload = new Offload<>(loop, work, Duration.ofNanos(1), unfinished);
        Thread worker = Thread.ofVirtual().start(offload);
        started.await();
        loop.execute(offload::begin);
        interrupted.await();
        assertInstanceOf(TimeoutException.class, failure(offload.result()));
        goOn.countDown();
        worker.join();
        assertEquals(0, call(unfinished::size));
        assertInstanceOf(TimeoutException.class, failure(offload.result()));
    }

    @Test
    void spawnedCodeRunsOnANamedVirtualThreadAndItsFailureIsLogged() throws Exception {
        CompletableFuture<Thread> thread = new CompletableFuture<>();
        try (LogCapture log = new LogCapture(EventLoop.class)) {
            loop.spawn("an application", () -> {
                thread.complete(Thread.currentThread());
                throw new ArithmeticException("expected");
            });
            assertTrue(thread.get().isVirtual());
            assertEquals("an application", thread.get().getName());
            thread.get().join();
            assertInstanceOf(ArithmeticException.class, log.records().getFirst().getThrown());
        }
    }

    @Test
    void closingRunsWhatWasGivenAndLeavesNoThread() throws Exception {
        Thread thread = call(Thread::currentThread);
        AtomicInteger ran = new AtomicInteger();
        CountDownLatch go = new CountDownLatch(1);
        loop.execute(() -> await(go));
        for (int i = 0; i < 100; i++) {
            loop.execute(ran::incrementAndGet);
        }
        go.countDown();
        loop.close();
        loop.close();
        thread.join();
        assertEquals(100, ran.get());
        assertFalse(loop.held());
    }

    @Test
    void aClosedLoopRejectsWhatItIsGiven() {
        loop.close();
        assertThrows(RejectedExecutionException.class, () -> loop.execute(() -> {}));
        assertInstanceOf(
                RejectedExecutionException.class, loop.call(() -> 1).exceptionNow());
        assertInstanceOf(
                RejectedExecutionException.class, loop.offload(() -> 1, LONG).exceptionNow());
    }

    @Test
    void closingInterruptsOffloadedWork() throws Exception {
        CompletableFuture<Thread> worker = new CompletableFuture<>();
        CompletableFuture<String> result = loop.offload(
                () -> {
                    worker.complete(Thread.currentThread());
                    new CountDownLatch(1).await();
                    return "never";
                },
                LONG);
        worker.get();
        loop.close();
        worker.get().join();
        assertInstanceOf(RejectedExecutionException.class, result.exceptionNow());
    }

    @Test
    void theLoopCanCloseItself() throws Exception {
        Thread thread = call(() -> {
            loop.close();
            assertThrows(RejectedExecutionException.class, () -> loop.execute(() -> {}));
            return Thread.currentThread();
        });
        thread.join();
    }

    @Test
    void aTaskGivenWhileTheLoopClosesIsRunOrRejected() throws Exception {
        for (int round = 0; round < (SOAK ? 2_000 : 20); round++) {
            EventLoop closing = new EventLoop("closing");
            AtomicLong accepted = new AtomicLong();
            AtomicLong ran = new AtomicLong();
            CountDownLatch begun = new CountDownLatch(2);
            CountDownLatch rejected = new CountDownLatch(2);
            for (int i = 0; i < 2; i++) {
                Thread.ofPlatform().start(() -> {
                    begun.countDown();
                    try {
                        while (true) {
                            closing.execute(ran::incrementAndGet);
                            accepted.incrementAndGet();
                        }
                    } catch (RejectedExecutionException closed) {
                        rejected.countDown();
                    }
                });
            }
            begun.await();
            closing.close();
            rejected.await();
            assertEquals(accepted.get(), ran.get());
        }
    }

    @Test
    void givingATaskThatIsUsedAgainAllocatesNothing() {
        ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        AtomicInteger ran = new AtomicInteger();
        Runnable task = ran::incrementAndGet;
        int given = 0;
        int count = 50_000;
        long allocated = Long.MAX_VALUE;
        for (int round = 0; round < 5; round++) {
            long before = thread.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < count; i++) {
                while (given - ran.get() > 500) {
                    Thread.onSpinWait();
                }
                loop.execute(task);
                given++;
            }
            allocated = Math.min(allocated, thread.getCurrentThreadAllocatedBytes() - before);
        }
        assertTrue(allocated < count, allocated + " bytes for " + count + " tasks");
    }

    private <T> T call(Callable<T> task) throws Exception {
        return loop.call(task).get();
    }

    private static @Nullable Throwable failure(CompletableFuture<?> future) {
        return assertThrows(ExecutionException.class, future::get).getCause();
    }

    /** Waits until what the loop says of itself is so. */
    private void awaitTrue(Callable<Boolean> condition) throws Exception {
        while (!call(condition)) {
            Thread.onSpinWait();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException unexpected) {
            throw new AssertionError(unexpected);
        }
    }
}
