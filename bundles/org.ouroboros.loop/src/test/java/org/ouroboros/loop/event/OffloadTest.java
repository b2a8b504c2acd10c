// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.loop.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.ouroboros.testing.LogCapture;

@Timeout(30)
class OffloadTest {
    private static final Duration LONG = Duration.ofDays(1);

    private final EventLoop loop = new EventLoop("loop-under-test", Transport.NIO);

    @AfterEach
    void close() {
        loop.close();
    }

    @Test
    void offloadedWorkRunsElsewhereAndItsResultComesToTheLoop() throws Exception {
        CompletableFuture<Boolean> virtual =
                loop.offload(() -> Thread.currentThread().isVirtual() && !loop.held(), LONG);
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
        assertEquals(0, call(loop::info).armedTimers());
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

    private static @Nullable Throwable failure(CompletableFuture<?> future) {
        return assertThrows(ExecutionException.class, future::get).getCause();
    }

    private <T> T call(Callable<T> task) throws Exception {
        return loop.call(task).get();
    }
}
