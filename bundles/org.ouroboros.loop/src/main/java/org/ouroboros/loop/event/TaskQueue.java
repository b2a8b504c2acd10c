// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.loop.event;

import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jctools.queues.MpscUnboundedArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * The tasks given to a loop: any thread gives, the one that holds the loop takes.
 *
 * <p>Giving allocates nothing while the taker keeps up, and wakes the taker only if it sleeps. The queue has no bound of its
 * own, for a loop cannot wait for itself; whoever has much to say gives one task that it uses again.
 */
final class TaskQueue {
    private static final int CHUNK = 1_024;

    private final String name;
    private final Runnable wakeUp;
    private final MpscUnboundedArrayQueue<Runnable> tasks = new MpscUnboundedArrayQueue<>(CHUNK);

    /** Written by the one that holds the loop. */
    private volatile boolean sleeping;

    private volatile boolean closed;
    private volatile boolean ended;

    /** Guards who takes once the queue has ended, and {@link #late}. */
    private final ReentrantLock ending = new ReentrantLock();

    private final List<Runnable> late = new ArrayList<>();

    /**
     * Makes an empty queue.
     *
     * @param name of the loop
     * @param wakeUp wakes the taker; may be called when it does not sleep
     */
    TaskQueue(String name, Runnable wakeUp) {
        this.name = name;
        this.wakeUp = wakeUp;
    }

    /**
     * Gives a task. Any thread.
     *
     * @throws RejectedExecutionException if the queue is closed; then the task does not run
     */
    void give(Runnable task) {
        if (closed) {
            throw rejected();
        }
        tasks.offer(task);
        // against sleep(): either this sees the flag, or the taker sees the task; likewise against end()
        VarHandle.fullFence();
        if (ended) {
            takeBack(task);
        } else if (sleeping) {
            wakeUp.run();
        }
    }

    @Nullable Runnable take() {
        return tasks.poll();
    }

    /** {@return whether the taker may block: it said that it sleeps, and nothing came since} */
    boolean maySleep() {
        return sleeping && tasks.isEmpty();
    }

    void sleep() {
        sleeping = true;
        VarHandle.fullFence();
    }

    void awake() {
        sleeping = false;
    }

    /** Rejects tasks from now on. Any thread; idempotent. */
    void close() {
        closed = true;
    }

    /**
     * Runs what is left. From now on nothing is taken.
     *
     * @param runner runs a task
     */
    void end(Consumer<Runnable> runner) {
        ending.lock();
        try {
            closed = true;
            ended = true;
            VarHandle.fullFence();
            for (Runnable task = take(); task != null; task = take()) {
                runner.accept(task);
            }
        } finally {
            ending.unlock();
        }
    }

    /** Rejects a task that was given while the queue ended, unless {@link #end} ran it. */
    private void takeBack(Runnable task) {
        ending.lock();
        try {
            // those of others too, who come for them
            tasks.drain(late::add);
            if (late.remove(task)) {
                throw rejected();
            }
        } finally {
            ending.unlock();
        }
    }

    private RejectedExecutionException rejected() {
        return new RejectedExecutionException("loop " + name + " is closed");
    }
}
