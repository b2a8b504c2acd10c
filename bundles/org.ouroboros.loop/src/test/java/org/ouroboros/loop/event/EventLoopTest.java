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
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.ouroboros.api.irm.LoopInfo;
import org.ouroboros.loop.LoopTimer;
import org.ouroboros.testing.LogCapture;

/** Runs on real threads, and waits for events, never for a time. The time-out is there for what would hang. */
@Timeout(30)
@ParameterizedClass
@MethodSource("org.ouroboros.loop.event.TransportTest#available")
class EventLoopTest {
    private final EventLoop loop;

    EventLoopTest(Transport transport) {
        this.loop = new EventLoop("loop-under-test", transport);
    }

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
        assertSame(
                failure,
                assertThrows(
                                ExecutionException.class,
                                () -> call(() -> {
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

    /** Without wake-ups it looks about once a second: seldom enough for the time-out. */
    @Test
    void aSleepingLoopIsWokenByEachTask() throws Exception {
        Thread thread = call(Thread::currentThread);
        for (int i = 0; i < 100; i++) {
            awaitAsleep(thread);
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
            loop.timer(() -> trace.add("now")).arm(0);
            loop.timer(() -> trace.add("a")).arm(MILLISECONDS.toNanos(1));
            loop.timer(() -> trace.add("b")).arm(MILLISECONDS.toNanos(2));
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

    /** Waits until what the loop says of itself is so. */
    private void awaitTrue(Callable<Boolean> condition) throws Exception {
        while (!call(condition)) {
            Thread.onSpinWait();
        }
    }

    private static void awaitAsleep(Thread thread) {
        while (Arrays.stream(thread.getStackTrace()).noneMatch(EventLoopTest::blocks)) {
            Thread.onSpinWait();
        }
    }

    private static boolean blocks(StackTraceElement frame) {
        return switch (frame.getMethodName()) {
            case "select" -> frame.getClassName().equals("sun.nio.ch.SelectorImpl");
            case "epollWait", "epollWaitNoTimerChange" ->
                frame.getClassName().equals("io.netty.channel.epoll.EpollIoHandler");
            default -> false;
        };
    }
}
