// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint;

import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Where one thread at a time waits for something that others make true.
 *
 * <p>Who makes it true publishes first and opens then; a fence on both sides sees to it that no wake-up is lost.
 */
final class Gate {
    /** No deadline. */
    static final long NEVER = Long.MAX_VALUE;

    private volatile @Nullable Thread waiting;

    /** Wakes the thread that waits, if any. Any thread; costs a fence when nobody waits. */
    void open() {
        VarHandle.fullFence();
        Thread thread = waiting;
        if (thread != null) {
            waiting = null;
            LockSupport.unpark(thread);
        }
    }

    /**
     * Waits until something is true.
     *
     * @param ready asked again after each wake-up
     * @param deadlineNs latest time by {@link System#nanoTime}, or {@link #NEVER}
     * @return whether it is true; false when the deadline has passed
     * @throws InterruptedException if the thread was interrupted
     */
    boolean await(BooleanSupplier ready, long deadlineNs) throws InterruptedException {
        try {
            while (true) {
                waiting = Thread.currentThread();
                VarHandle.fullFence();
                if (ready.getAsBoolean()) {
                    return true;
                }
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                if (deadlineNs == NEVER) {
                    LockSupport.park(this);
                } else {
                    long left = deadlineNs - System.nanoTime();
                    if (left <= 0) {
                        return false;
                    }
                    LockSupport.parkNanos(this, left);
                }
            }
        } finally {
            waiting = null;
        }
    }
}
