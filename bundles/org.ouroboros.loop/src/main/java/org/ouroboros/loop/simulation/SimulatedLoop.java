// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.loop.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.ouroboros.api.irm.LoopInfo;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.loop.LoopTimer;
import org.ouroboros.loop.timer.TimerQueue;

/**
 * A loop on virtual time: the same seed gives the same run.
 *
 * <p>The thread that made it runs it and holds it; on any other thread every method but {@link #name} and {@link #held}
 * fails. Tasks run in the order in which they were given; when none is left the clock moves to the next timer. Timers go
 * off in order of time, and of arming among equals. A task takes no time.
 *
 * <p>What {@link #offload} and {@link #spawn} run is a later event, after a small random time, during which the thread does
 * <em>not</em> hold the loop, as it would not elsewhere. It must not block.
 *
 * <p>A simulation hides no failure: what a task throws is counted, and thrown by the method that ran it. The run can go on
 * after that.
 */
public final class SimulatedLoop implements IpcpLoop {
    /** The wall clock when a simulation begins. */
    public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    /** Virtual time after which {@link #run}, {@link #await} and {@link #runUntil(BooleanSupplier)} give up. */
    public static final Duration PATIENCE = Duration.ofHours(1);

    private static final long START_NS = TimeUnit.SECONDS.toNanos(START.getEpochSecond());
    private static final long LONGEST_ABSENCE_NS = 1_000_000;

    private final Thread thread = Thread.currentThread();
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final TimerQueue timers = new TimerQueue(this);
    private final String name;
    private final SplittableRandom random;
    private final SplittableRandom secureRandom;
    private final SplittableRandom absences;
    private final long originNs;
    private long nowNs;
    private boolean running;
    private boolean elsewhere;
    private long ran;
    private long failed;

    /**
     * Makes a loop on which nothing happened yet.
     *
     * @param seed everything that is random follows from it
     */
    public SimulatedLoop(long seed) {
        this.name = "simulation-" + seed;
        this.random = new SplittableRandom(seed);
        this.secureRandom = random.split();
        this.absences = random.split();
        // the clock overflows soon: who compares it by value and not by difference is found out
        this.originNs = Long.MAX_VALUE - absences.nextLong(TimeUnit.SECONDS.toNanos(10));
        this.nowNs = originNs;
    }

    /**
     * Runs a task later.
     *
     * @param delayNs virtual time from now in nanoseconds; 0 or less means now, after the tasks given before
     * @param task must not block
     */
    public void at(long delayNs, Runnable task) {
        checkThread();
        timers.timer(task).armUnheld(delayNs);
    }

    /**
     * Runs everything that is due within a time, and moves the clock by that time.
     *
     * @param time virtual time
     */
    public void runFor(Duration time) {
        long endNs = nowNs() + nanoseconds(time);
        runUntil(() -> false, time);
        nowNs = endNs;
    }

    /**
     * Runs until a condition holds, asked before each event.
     *
     * @param condition when to stop
     * @return whether it holds; false if nothing is left to run, or only what comes after {@link #PATIENCE}
     */
    public boolean runUntil(BooleanSupplier condition) {
        return runUntil(condition, PATIENCE);
    }

    /**
     * Runs until a condition holds, asked before each event.
     *
     * @param condition when to stop
     * @param patience virtual time after which to give up
     * @return whether it holds; false if nothing is left to run within that time
     */
    public boolean runUntil(BooleanSupplier condition, Duration patience) {
        checkIdle();
        long endNs = nowNs + nanoseconds(patience);
        while (!condition.getAsBoolean()) {
            if (!step(endNs)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Runs until no task and no timer is left.
     *
     * @throws IllegalStateException if that is not so after {@link #PATIENCE}, since some timer always arms itself again
     */
    public void run() {
        runUntil(() -> false);
        if (!timers.isEmpty()) {
            throw new IllegalStateException(timers.size() + " timers of " + name + " are armed after " + PATIENCE);
        }
    }

    /**
     * Runs until a future is done.
     *
     * @param future what to wait for
     * @param <T> type of its value
     * @return its value
     * @throws IllegalStateException if the future is not done when nothing is left to run, or after {@link #PATIENCE}.
     *     What the future failed with is thrown as it is, checked or not
     */
    public <T> T await(CompletableFuture<T> future) {
        runUntil(future::isDone);
        return switch (future.state()) {
            case SUCCESS -> future.resultNow();
            case FAILED -> throw SimulatedLoop.<RuntimeException>unchecked(future.exceptionNow());
            case CANCELLED -> throw new CancellationException("the future was cancelled");
            case RUNNING ->
                throw new IllegalStateException("the future is not done, with " + timers.size() + " timers left in "
                        + name + " after at most " + PATIENCE);
        };
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean held() {
        return onThread() && !elsewhere;
    }

    @Override
    public void execute(Runnable task) {
        checkThread();
        tasks.add(task);
    }

    @Override
    public LoopTimer timer(Runnable task) {
        checkThread();
        return timers.timer(task);
    }

    @Override
    public long nowNs() {
        checkThread();
        return nowNs;
    }

    @Override
    public long wallClockNs() {
        checkThread();
        return START_NS + (nowNs - originNs);
    }

    @Override
    public RandomGenerator random() {
        if (!held()) {
            throw new IllegalStateException("random numbers of " + name + " drawn by one that does not hold it");
        }
        return random;
    }

    /**
     * Draws bytes that follow from the seed: <em>predictable</em>, for simulations only.
     *
     * @param target is filled
     */
    @Override
    public void secureRandom(byte[] target) {
        checkThread();
        secureRandom.nextBytes(target);
    }

    @Override
    public <T> CompletableFuture<T> offload(Callable<T> work, Duration deadline) {
        long deadlineNs = nanoseconds(deadline);
        long absenceNs = absenceNs();
        CompletableFuture<T> result = new CompletableFuture<>();
        if (absenceNs > deadlineNs) {
            TimeoutException late = new TimeoutException("work was not done within " + deadline);
            at(deadlineNs, () -> result.completeExceptionally(late));
        } else {
            at(absenceNs, () -> elsewhere(() -> workFor(result, work)));
        }
        return result;
    }

    @Override
    public void spawn(String threadName, Runnable task) {
        at(absenceNs(), () -> elsewhere(task));
    }

    @Override
    public LoopInfo info() {
        checkThread();
        return new LoopInfo(name, ran, failed, 0, timers.size(), Optional.empty());
    }

    /** Runs the next event. */
    private boolean step(long endNs) {
        Runnable task = next(endNs);
        if (task == null) {
            return false;
        }
        running = true;
        ran++;
        try {
            task.run();
        } catch (Throwable failure) {
            failed++;
            throw failure;
        } finally {
            running = false;
        }
        return true;
    }

    private @Nullable Runnable next(long endNs) {
        if (tasks.isEmpty() && !timers.isEmpty() && timers.earliestNs() - endNs <= 0) {
            nowNs = timers.earliestNs();
            return timers.poll(nowNs);
        }
        return tasks.poll();
    }

    private <T> void workFor(CompletableFuture<T> result, Callable<T> work) {
        try {
            T value = work.call();
            execute(() -> result.complete(value));
        } catch (Throwable failure) {
            execute(() -> result.completeExceptionally(failure));
        }
    }

    private void elsewhere(Runnable task) {
        elsewhere = true;
        try {
            task.run();
        } finally {
            elsewhere = false;
        }
    }

    private long absenceNs() {
        checkThread();
        return absences.nextLong(1, LONGEST_ABSENCE_NS);
    }

    @SuppressWarnings("ReferenceEquality") // threads have identity
    private boolean onThread() {
        return Thread.currentThread() == thread;
    }

    private void checkThread() {
        if (!onThread()) {
            throw new IllegalStateException("a simulation has one thread: " + name + " belongs to " + thread.getName()
                    + " and was used by " + Thread.currentThread().getName());
        }
    }

    private void checkIdle() {
        checkThread();
        if (running) {
            throw new IllegalStateException("a task of " + name + " cannot run its own loop");
        }
    }

    private static long nanoseconds(Duration time) {
        if (time.isNegative()) {
            throw new IllegalArgumentException("negative time " + time);
        }
        return TimeUnit.NANOSECONDS.convert(time);
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // lets a checked exception pass undeclared
    private static <X extends Throwable> X unchecked(Throwable failure) throws X {
        throw (X) failure;
    }
}
