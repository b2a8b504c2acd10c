// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.loop.event;

import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
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

    /** Guards who takes from when the queue ends, and what is late. */
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

    /** {@return the next task, or null if there is none yet; does not wait for a giver that is just adding one} */
    @Nullable
    Runnable take() {
        return tasks.relaxedPoll();
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
     * Ends the queue: nothing is given or taken from now on.
     *
     * @return what was given and not taken, in order
     */
    List<Runnable> end() {
        ending.lock();
        try {
            closed = true;
            ended = true;
            VarHandle.fullFence();
            return left();
        } finally {
            ending.unlock();
        }
    }

    /** Rejects a task that was given while the queue ended, unless {@link #end} returned it. */
    private void takeBack(Runnable task) {
        ending.lock();
        try {
            // those of others too, who come for them
            late.addAll(left());
            if (late.remove(task)) {
                throw rejected();
            }
        } finally {
            ending.unlock();
        }
    }

    /** Empties the queue. Waits for a giver that is just adding a task, so that none behind it is missed. */
    private List<Runnable> left() {
        List<Runnable> left = new ArrayList<>();
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            left.add(task);
        }
        return left;
    }

    private RejectedExecutionException rejected() {
        return new RejectedExecutionException("loop " + name + " is closed");
    }
}
