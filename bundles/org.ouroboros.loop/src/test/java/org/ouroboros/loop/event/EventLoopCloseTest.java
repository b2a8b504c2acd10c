// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.loop.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.ouroboros.loop.LoopTimer;

@Timeout(30)
@ParameterizedClass
@MethodSource("org.ouroboros.loop.event.TransportTest#available")
class EventLoopCloseTest {
    private final Transport transport;
    private final EventLoop loop;

    EventLoopCloseTest(Transport transport) {
        this.transport = transport;
        this.loop = new EventLoop("loop-under-test", transport);
    }

    @AfterEach
    void close() {
        loop.close();
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
    void closingRunsWhatWasGivenAndLeavesNoThread() throws Exception {
        Thread thread = call(Thread::currentThread);
        AtomicInteger ran = new AtomicInteger();
        CountDownLatch go = new CountDownLatch(1);
        loop.execute(() -> await(go));
        for (int i = 0; i < 100; i++) {
            loop.execute(ran::incrementAndGet);
        }
        Thread closer = Thread.ofPlatform().start(loop::close);
        assertThrows(RejectedExecutionException.class, () -> {
            while (true) {
                loop.execute(() -> {});
            }
        });
        go.countDown();
        closer.join();
        loop.close();
        thread.join();
        assertEquals(100, ran.get());
        assertFalse(loop.held());
    }

    @Test
    void aClosedLoopRejectsWhatItIsGiven() {
        loop.close();
        assertThrows(RejectedExecutionException.class, () -> loop.execute(() -> {}));
        assertInstanceOf(RejectedExecutionException.class, loop.call(() -> 1).exceptionNow());
        assertInstanceOf(
                RejectedExecutionException.class,
                loop.offload(() -> 1, Duration.ofDays(1)).exceptionNow());
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
                Duration.ofDays(1));
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
        for (int round = 0; round < (Boolean.getBoolean("ouroboros.soak") ? 2_000 : 20); round++) {
            EventLoop closing = new EventLoop("closing", transport);
            CountDownLatch begun = new CountDownLatch(2);
            List<Thread> givers = new ArrayList<>();
            List<AtomicLong> open = List.of(new AtomicLong(), new AtomicLong());
            for (AtomicLong mine : open) {
                givers.add(Thread.ofPlatform().start(() -> giveUntilRejected(closing, mine, begun)));
            }
            begun.await();
            closing.close();
            for (Thread giver : givers) {
                giver.join();
            }
            assertEquals(0, open.get(0).get());
            assertEquals(0, open.get(1).get());
        }
    }

    /** Has some tasks open at a time, so that the queue stays short. */
    private static void giveUntilRejected(EventLoop closing, AtomicLong open, CountDownLatch begun) {
        try {
            while (true) {
                if (open.incrementAndGet() < 1_000) {
                    closing.execute(open::decrementAndGet);
                } else {
                    open.decrementAndGet();
                    Thread.onSpinWait();
                }
                begun.countDown();
            }
        } catch (RejectedExecutionException closed) {
            open.decrementAndGet();
        }
    }

    private <T> T call(Callable<T> task) throws Exception {
        return loop.call(task).get();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException unexpected) {
            throw new AssertionError(unexpected);
        }
    }
}
