// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.loop.simulation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.ouroboros.api.irm.LoopInfo;
import org.ouroboros.loop.LoopTimer;

class SimulatedLoopTest {
    private final SimulatedLoop loop = new SimulatedLoop(1);
    private final List<String> trace = new ArrayList<>();

    @Test
    void theSameSeedGivesTheSameRun() {
        assertEquals(busyRun(7), busyRun(7));
        assertNotEquals(busyRun(7), busyRun(8));
    }

    /** Tasks, timers, offloaded and spawned work that start one another at random. */
    private static List<String> busyRun(long seed) {
        SimulatedLoop loop = new SimulatedLoop(seed);
        List<String> trace = new ArrayList<>();
        List<CompletableFuture<String>> offloaded = new ArrayList<>();
        byte[] secret = new byte[4];
        Consumer<String> event = what -> {
            loop.secureRandom(secret);
            trace.add(what + " at " + loop.nowNs() + " " + List.of(secret[0], secret[3]));
        };
        for (int i = 0; i < 50; i++) {
            String name = "n" + i;
            loop.at(loop.random().nextLong(1_000_000), () -> {
                event.accept(name);
                switch (loop.random().nextInt(4)) {
                    case 0 -> loop.execute(() -> event.accept(name + " task"));
                    case 1 ->
                        loop.timer(() -> event.accept(name + " timer"))
                                .arm(loop.random().nextLong(1_000));
                    case 2 -> loop.spawn("app", () -> event.accept(name + " spawned"));
                    default ->
                        offloaded.add(loop.offload(() -> name + " offloaded", Duration.ofNanos(500_000))
                                .whenComplete((value, failure) -> event.accept(value + " " + failure)));
                }
            });
        }
        loop.run();
        assertTrue(offloaded.stream().allMatch(CompletableFuture::isDone));
        return trace;
    }

    @Test
    void tasksRunInOrderBeforeTheClockMoves() {
        long start = loop.nowNs();
        loop.at(5, () -> trace.add("timer"));
        loop.execute(() -> {
            trace.add("first");
            loop.execute(() -> trace.add("nested at " + (loop.nowNs() - start)));
        });
        loop.execute(() -> trace.add("second"));
        loop.run();
        assertEquals(List.of("first", "second", "nested at 0", "timer"), trace);
    }

    @Test
    void timersGoOffInOrderOfTimeThenOfArming() {
        for (String name : List.of("b", "c", "d")) {
            loop.at(20, () -> trace.add(name));
        }
        loop.at(10, () -> trace.add("a"));
        loop.at(21, () -> trace.add("e"));
        loop.run();
        assertEquals(List.of("a", "b", "c", "d", "e"), trace);
    }

    @Test
    void clocksMoveTogetherAndOnlyByEventsAndRunFor() {
        long start = loop.nowNs();
        long midnight = TimeUnit.SECONDS.toNanos(SimulatedLoop.START.getEpochSecond());
        assertEquals(midnight, loop.wallClockNs());
        loop.at(10, () -> assertEquals(10, loop.nowNs() - start));
        loop.at(1_000, () -> trace.add("late"));
        loop.runFor(Duration.ofNanos(999));
        assertEquals(999, loop.nowNs() - start);
        assertEquals(midnight + 999, loop.wallClockNs());
        assertEquals(List.of(), trace);
        loop.runFor(Duration.ofNanos(1));
        assertEquals(List.of("late"), trace);
    }

    @Test
    void theMonotonicClockOverflowsSoonAndTimersDoNotMind() {
        long start = loop.nowNs();
        for (int second = 20; second > 0; second--) {
            String name = "s" + second;
            loop.at(TimeUnit.SECONDS.toNanos(second), () -> trace.add(name));
        }
        loop.run();
        assertTrue(loop.nowNs() < start, "overflowed");
        assertEquals("s1", trace.getFirst());
        assertEquals("s20", trace.getLast());
    }

    @Test
    void runUntilStopsAtTheEventThatMakesTheConditionHold() {
        for (int i = 0; i < 5; i++) {
            loop.at(i, () -> trace.add("event"));
        }
        assertTrue(loop.runUntil(() -> trace.size() == 3));
        assertEquals(3, trace.size());
        assertFalse(loop.runUntil(() -> trace.size() == 6));
        assertEquals(5, trace.size());
    }

    @Test
    void aTimerThatAlwaysArmsItselfAgainDoesNotHangARun() {
        LoopTimer[] timer = new LoopTimer[1];
        timer[0] = loop.timer(() -> timer[0].arm(TimeUnit.MINUTES.toNanos(1)));
        timer[0].arm(0);
        assertFalse(loop.runUntil(() -> false));
        assertThrows(IllegalStateException.class, loop::run);
        assertThrows(IllegalStateException.class, () -> loop.await(new CompletableFuture<>()));
    }

    @Test
    void aFailureIsCountedAndThrownByTheRunWhichCanGoOn() {
        loop.execute(() -> {
            throw new ArithmeticException("expected");
        });
        loop.execute(() -> trace.add("next"));
        assertThrows(ArithmeticException.class, loop::run);
        loop.run();
        assertEquals(List.of("next"), trace);
        assertEquals(new LoopInfo("simulation-1", 2, 1, 0, 0, Optional.empty()), loop.info());
    }

    @Test
    void callRunsAtOnceAndPutsAFailureIntoItsFuture() {
        assertEquals(5, loop.call(() -> 5).resultNow());
        IOException failure = new IOException("expected");
        CompletableFuture<Object> failed = loop.call(() -> {
            throw failure;
        });
        assertSame(failure, failed.exceptionNow());
        assertSame(failure, assertThrows(IOException.class, () -> loop.await(failed)));
        assertEquals(0, loop.info().failedTasks());
    }

    @Test
    void awaitRunsUntilTheFutureIsDone() {
        CompletableFuture<String> future = new CompletableFuture<>();
        loop.at(10, () -> future.complete("done"));
        loop.at(11, () -> trace.add("too far"));
        assertEquals("done", loop.await(future));
        assertEquals(List.of(), trace);
        CompletableFuture<String> cancelled = new CompletableFuture<>();
        cancelled.cancel(false);
        assertThrows(CancellationException.class, () -> loop.await(cancelled));
        assertThrows(IllegalStateException.class, () -> loop.await(new CompletableFuture<>()));
    }

    @Test
    void offloadedWorkRunsLaterWithoutHoldingTheLoopAndItsResultIsPostedBack() {
        long start = loop.nowNs();
        CompletableFuture<String> result = loop.offload(
                () -> {
                    assertFalse(loop.held());
                    assertThrows(IllegalStateException.class, loop::random);
                    assertThrows(
                            IllegalStateException.class,
                            () -> loop.timer(() -> {}).arm(1));
                    CompletableFuture<Integer> call = loop.call(() -> 1);
                    assertFalse(call.isDone());
                    return "worked";
                },
                Duration.ofSeconds(1));
        CompletableFuture<Void> told = result.thenRun(() -> trace.add("held: " + loop.held()));
        loop.await(told);
        assertEquals("worked", result.resultNow());
        assertEquals(List.of("held: true"), trace);
        assertTrue(loop.nowNs() - start > 0);
    }

    @Test
    void offloadedWorkThatFailsOrIsLateFailsItsFuture() {
        assertThrows(
                IOException.class,
                () -> loop.await(loop.offload(
                        () -> {
                            throw new IOException("expected");
                        },
                        Duration.ofSeconds(1))));
        assertThrows(
                TimeoutException.class, () -> loop.await(loop.offload(() -> trace.add("ran"), Duration.ofNanos(0))));
        loop.run();
        assertEquals(List.of(), trace);
    }

    @Test
    void spawnedCodeRunsLaterAndItsFailureIsThrown() {
        loop.spawn("app", () -> {
            trace.add("held: " + loop.held());
            throw new ArithmeticException("expected");
        });
        assertEquals(List.of(), trace);
        assertThrows(ArithmeticException.class, loop::run);
        assertEquals(List.of("held: false"), trace);
        assertTrue(loop.held());
    }

    @Test
    void anotherThreadIsTurnedAway() throws Exception {
        assertTrue(loop.held());
        onAnotherThread(() -> {
            assertFalse(loop.held());
            assertThrows(IllegalStateException.class, () -> loop.execute(() -> {}));
            assertThrows(IllegalStateException.class, () -> loop.call(() -> 1));
            assertThrows(IllegalStateException.class, loop::run);
            assertThrows(IllegalStateException.class, loop::random);
            assertThrows(IllegalStateException.class, () -> loop.secureRandom(new byte[1]));
        });
    }

    @Test
    void aTaskCannotRunItsOwnLoop() {
        loop.execute(loop::run);
        assertThrows(IllegalStateException.class, loop::run);
    }

    @Test
    void randomBytesFollowFromTheSeed() {
        byte[] one = new byte[16];
        byte[] same = new byte[16];
        byte[] other = new byte[16];
        new SimulatedLoop(3).secureRandom(one);
        new SimulatedLoop(3).secureRandom(same);
        new SimulatedLoop(4).secureRandom(other);
        assertArrayEquals(one, same);
        assertNotEquals(List.of(one[0], one[1], one[2]), List.of(other[0], other[1], other[2]));
    }

    private static void onAnotherThread(Executable checks) throws Exception {
        FutureTask<Void> task = new FutureTask<>(() -> {
            try {
                checks.execute();
            } catch (Throwable failure) {
                throw new AssertionError(failure);
            }
            return null;
        });
        Thread.ofPlatform().start(task);
        task.get();
    }
}
