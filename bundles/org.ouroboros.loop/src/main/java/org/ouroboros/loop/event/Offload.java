// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.loop.event;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.loop.LoopTimer;

/**
 * Work that a thread of its own does for a loop, under a deadline. It runs on that thread; all else is confined to the loop.
 *
 * @param <T> type of the result
 */
final class Offload<T> extends FutureTask<T> {
    private final IpcpLoop loop;
    private final Set<Offload<?>> unfinished;
    private final CompletableFuture<T> result = new CompletableFuture<>();
    private final LoopTimer deadline;
    private final long dueNs;
    private Exception whyCancelled;

    /**
     * Prepares work whose time begins now.
     *
     * @param unfinished is told of this while it goes on
     */
    Offload(IpcpLoop loop, Callable<T> work, Duration limit, Set<Offload<?>> unfinished) {
        super(work);
        this.loop = loop;
        this.unfinished = unfinished;
        this.deadline = loop.timer(() -> cancel(whyCancelled));
        this.dueNs = loop.nowNs() + TimeUnit.NANOSECONDS.convert(limit);
        this.whyCancelled = new TimeoutException("work was not done within " + limit);
    }

    /** {@return completes on the loop} */
    CompletableFuture<T> result() {
        return result;
    }

    /** Lets the deadline run. */
    void begin() {
        unfinished.add(this);
        deadline.arm(dueNs - loop.nowNs());
    }

    /**
     * Interrupts the work, and fails the result.
     *
     * @param why what the result fails with
     */
    void cancel(Exception why) {
        whyCancelled = why;
        cancel(true);
    }

    @Override
    protected void done() {
        if (loop.held()) {
            settle();
        } else {
            try {
                loop.execute(this::settle);
            } catch (RejectedExecutionException closed) {
                result.completeExceptionally(closed);
            }
        }
    }

    private void settle() {
        deadline.cancel();
        unfinished.remove(this);
        switch (state()) {
            case SUCCESS -> result.complete(resultNow());
            case FAILED -> result.completeExceptionally(exceptionNow());
            case CANCELLED -> result.completeExceptionally(whyCancelled);
            case RUNNING -> throw new AssertionError("settled while running");
        }
    }
}
