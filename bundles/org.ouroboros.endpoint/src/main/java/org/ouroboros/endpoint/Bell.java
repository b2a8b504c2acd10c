// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint;

import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.ouroboros.loop.IpcpLoop;

/**
 * Wakes a task on a loop, once for a batch of work: while the task is awake, ringing does nothing. The task is given to the loop
 * once at a time.
 */
final class Bell {
    private final IpcpLoop loop;
    private final Runnable task;
    private final AtomicBoolean asleep;

    Bell(IpcpLoop loop, Runnable task, boolean asleep) {
        this.loop = loop;
        this.task = task;
        this.asleep = new AtomicBoolean(asleep);
    }

    /** Says that there may be work. Any thread, behind a full fence. */
    void ring() {
        if (asleep.get() && asleep.compareAndSet(true, false)) {
            loop.execute(task);
        }
    }

    /** Lets the task sleep, unless there is work; {@return whether it sleeps} The task's loop, while it is awake. */
    boolean sleepUnless(BooleanSupplier work) {
        asleep.set(true);
        VarHandle.fullFence();
        return !work.getAsBoolean() || !asleep.compareAndSet(true, false);
    }

    /** Lets the task sleep, whatever there is to do. The task's loop, while it is awake. */
    void sleep() {
        asleep.set(true);
    }

    /** {@return whether a ring would wake the task} Any thread, behind a full fence. */
    boolean sleeps() {
        return asleep.get();
    }

    /** Wakes the task without giving it to the loop; {@return whether it slept} The caller runs it. */
    boolean rouse() {
        return asleep.compareAndSet(true, false);
    }
}
