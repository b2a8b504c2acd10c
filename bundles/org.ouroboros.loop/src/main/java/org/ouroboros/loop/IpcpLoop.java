// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.loop;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.random.RandomGenerator;
import org.osgi.annotation.versioning.ProviderType;
import org.ouroboros.api.irm.LoopInfo;

/**
 * Runs the tasks of the IPCPs that live on it, one at a time, in the order in which they were given.
 *
 * <p>A loop survives any task: what a task throws is logged and counted.
 */
@ProviderType
public interface IpcpLoop extends Executor {
    /** {@return the name of the loop, for people} */
    String name();

    /** {@return whether the calling thread holds the loop, and so may touch what it owns} */
    boolean held();

    /**
     * Runs a task on the loop, after those given before. Any thread.
     *
     * @param task must not block
     * @throws RejectedExecutionException if the loop is closed
     */
    @Override
    void execute(Runnable task);

    /**
     * Runs a task on the loop and hands out its result. Any thread; a caller that holds the loop has it run at once.
     *
     * @param task must not block
     * @param <T> type of the result
     * @return completes on the loop with the result, or with what the task threw; with
     *     {@link RejectedExecutionException} if the loop is closed
     */
    default <T> CompletableFuture<T> call(Callable<T> task) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Runnable run = () -> {
            try {
                result.complete(task.call());
            } catch (Throwable failure) {
                result.completeExceptionally(failure);
            }
        };
        if (held()) {
            run.run();
        } else {
            try {
                execute(run);
            } catch (RejectedExecutionException closed) {
                result.completeExceptionally(closed);
            }
        }
        return result;
    }

    /**
     * Makes a timer. Arming it later allocates nothing.
     *
     * @param task runs on the loop each time the timer goes off; must not block
     * @return a timer that is not armed
     */
    LoopTimer timer(Runnable task);

    /** {@return monotonic clock in nanoseconds, from an arbitrary origin; compare by difference} */
    long nowNs();

    /**
     * Reads that clock once for what the loop does in a row: for what is noted for each packet. Only for one that holds the loop.
     *
     * @return a time that {@link #nowNs()} has passed, by no more than a few packets take
     */
    default long recentNs() {
        return nowNs();
    }

    /** {@return wall clock in nanoseconds since the Unix epoch, UTC} */
    long wallClockNs();

    /** {@return the random numbers of what runs on this loop; only for one that holds the loop} */
    RandomGenerator random();

    /**
     * Draws unpredictable bytes. Any thread.
     *
     * @param target is filled
     */
    void secureRandom(byte[] target);

    /**
     * Runs work that may block elsewhere, on immutable input. Any thread.
     *
     * @param work runs on a thread of its own
     * @param deadline longest time it may take; then the thread is interrupted
     * @param <T> type of the result
     * @return completes on the loop with the result, with what the work threw, or with a
     *     {@link java.util.concurrent.TimeoutException}
     */
    <T> CompletableFuture<T> offload(Callable<T> work, Duration deadline);

    /**
     * Starts application code on a thread of its own. Any thread.
     *
     * @param name names the thread
     * @param task may block as long as it likes
     */
    void spawn(String name, Runnable task);

    /** {@return what the loop did so far. Any thread} */
    LoopInfo info();

    /**
     * Gives access to what the loop runs on, for a transport that brings I/O of its own. An event loop of this bundle answers Netty's
     * {@code io.netty.channel.IoEventLoop}, and nothing else; a simulation answers nothing. Any thread.
     *
     * @param type what is asked for
     * @param <T> the same
     * @return it, or empty
     */
    default <T> Optional<T> adapt(Class<T> type) {
        return Optional.empty();
    }
}
