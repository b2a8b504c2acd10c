// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint;

import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Where one thread at a time waits for something that others make true.
 *
 * <p>Who makes it true publishes, with a full fence behind, and opens then; who waits makes itself known, with a full fence
 * behind, and looks then. So one of the two sees the other, and no wake-up is lost.
 */
final class Gate {
    /** No limit in time. */
    static final long FOREVER = Long.MAX_VALUE;

    /** How often the core is given to others before the thread sleeps: waking it costs more than that. */
    private static final int YIELDS = 2;

    private final AtomicReference<@Nullable Thread> waiting = new AtomicReference<>();

    /** Wakes the thread that waits, if any. Any thread, behind a full fence. */
    void open() {
        if (waiting.get() != null) {
            // takes whom it wakes: a thread that has come meanwhile is not forgotten
            LockSupport.unpark(waiting.getAndSet(null));
        }
    }

    /**
     * Waits until something is true, first without sleeping.
     *
     * @param ready asked again after each wake-up
     * @param clock monotonic, in nanoseconds; read only if there is a limit
     * @param sinceNs when the waiting began, on that clock
     * @param limitNs longest time to wait since then, or {@link #FOREVER}
     * @return whether it is true; false when the time is over
     * @throws InterruptedException if the thread was interrupted
     */
    @SuppressWarnings("ThreadPriorityCheck") // whom it waits for may share its core; nothing relies on it
    boolean await(BooleanSupplier ready, LongSupplier clock, long sinceNs, long limitNs) throws InterruptedException {
        for (int i = 0; i < YIELDS; i++) {
            Thread.yield();
            if (ready.getAsBoolean()) {
                return true;
            }
        }
        try {
            while (true) {
                waiting.set(Thread.currentThread());
                VarHandle.fullFence();
                if (ready.getAsBoolean()) {
                    return true;
                }
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                if (limitNs == FOREVER) {
                    LockSupport.park(this);
                } else {
                    long leftNs = limitNs - (clock.getAsLong() - sinceNs);
                    if (leftNs <= 0) {
                        return false;
                    }
                    LockSupport.parkNanos(this, leftNs);
                }
            }
        } finally {
            waiting.set(null);
        }
    }
}
