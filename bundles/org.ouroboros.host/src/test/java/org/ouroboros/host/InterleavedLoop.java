// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.host;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeoutException;
import org.ouroboros.loop.simulation.ForwardingLoop;
import org.ouroboros.loop.simulation.SimulatedLoop;

/**
 * A simulated loop on which offloaded work can {@linkplain #pause pause}, so that events come between its begin and its
 * end, and its end after its deadline. It can be closed, too.
 *
 * <p>Work runs on a thread of its own, but only while the thread of the simulation waits for it: a run follows from its
 * seed.
 */
final class InterleavedLoop extends ForwardingLoop {
    private static final long LONGEST_DELAY_NS = 1_000_000;

    private final SimulatedLoop simulation;
    private final Queue<Runnable> posted = new ConcurrentLinkedQueue<>();
    private boolean closed;

    InterleavedLoop(long seed) {
        this(new SimulatedLoop(seed));
    }

    private InterleavedLoop(SimulatedLoop simulation) {
        super(simulation);
        this.simulation = simulation;
    }

    SimulatedLoop simulation() {
        return simulation;
    }

    /** Lets virtual time pass in the work that calls this; does nothing elsewhere. */
    static void pause(long ns) {
        if (Thread.currentThread() instanceof Work<?> work) {
            work.pause(ns);
        }
    }

    void close() {
        closed = true;
    }

    @Override
    public <T> CompletableFuture<T> offload(Callable<T> task, Duration deadline) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Work<T> work = new Work<>(task, result);
        simulation.at(deadline.toNanos(), () -> result.completeExceptionally(new TimeoutException("late")));
        simulation.at(simulation.random().nextLong(LONGEST_DELAY_NS), () -> {
            work.start();
            advance(work);
        });
        return result;
    }

    private void advance(Work<?> work) {
        long pauseNs = work.advance();
        for (Runnable task = posted.poll(); task != null; task = posted.poll()) {
            simulation.execute(task);
        }
        if (pauseNs > 0) {
            simulation.at(pauseNs, () -> advance(work));
        }
    }

    @Override
    public void execute(Runnable task) {
        if (closed) {
            throw new RejectedExecutionException("closed");
        }
        if (Thread.currentThread() instanceof Work<?>) {
            posted.add(task);
        } else {
            simulation.execute(task);
        }
    }

    /** Runs in turns with the thread of the simulation. */
    private static final class Work<T> extends Thread {
        private final FutureTask<T> task;
        private final CompletableFuture<T> result;
        private final Semaphore turnOfWork = new Semaphore(0);
        private final Semaphore turnOfLoop = new Semaphore(0);
        private long pauseNs;

        Work(Callable<T> task, CompletableFuture<T> result) {
            this.task = new FutureTask<>(task);
            this.result = result;
            setDaemon(true);
        }

        @Override
        public void run() {
            turnOfWork.acquireUninterruptibly();
            task.run();
            pauseNs = 0;
            turnOfLoop.release();
        }

        void pause(long ns) {
            pauseNs = ns;
            turnOfLoop.release();
            turnOfWork.acquireUninterruptibly();
        }

        /** Runs the work up to its next pause, or its end. {@return length of that pause, or 0 at the end} */
        long advance() {
            turnOfWork.release();
            turnOfLoop.acquireUninterruptibly();
            if (pauseNs == 0) {
                switch (task.state()) {
                    case SUCCESS -> result.complete(task.resultNow());
                    case FAILED -> result.completeExceptionally(task.exceptionNow());
                    case CANCELLED, RUNNING -> throw new IllegalStateException("work ended as " + task.state());
                }
            }
            return pauseNs;
        }
    }
}
