// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.ouroboros.loop.IpcpLoop;

/**
 * The turn at one end of a pipe: the thread that has it owns that end; others stand in line for it.
 *
 * <p>Closing takes no turn. If a thread has the turn, that one closes the end when it leaves; so nothing is put in, or taken out,
 * behind the close. Nothing is called out while the turn is held.
 */
final class Turn {
    private final IpcpLoop loop;
    private final LongSupplier clock;
    private final Runnable end;
    private final ReentrantLock lock = new ReentrantLock();
    private final Gate gate = new Gate();
    private volatile boolean closing;

    /**
     * Makes a turn that nobody has.
     *
     * @param loop its clock limits the waiting; a thread that holds it must not wait
     * @param end closes the end of the pipe; runs in a turn, possibly more than once
     */
    Turn(IpcpLoop loop, Runnable end) {
        this.loop = loop;
        this.clock = loop::nowNs;
        this.end = end;
    }

    /** {@return a time-out in nanoseconds, or {@link Gate#FOREVER}} */
    static long limitNs(Optional<Duration> timeout) {
        return timeout.isEmpty() ? Gate.FOREVER : TimeUnit.NANOSECONDS.convert(timeout.get());
    }

    /** {@return when an operation with that limit begins; read from the clock only if there is a limit} */
    long sinceNs(long limitNs) {
        return limitNs == Gate.FOREVER ? 0 : loop.nowNs();
    }

    boolean tryEnter() {
        return lock.tryLock();
    }

    /** Takes the turn, waiting for it; {@return false when the time was over} */
    boolean enter(long sinceNs, long limitNs) throws InterruptedException {
        if (lock.tryLock()) {
            return true;
        }
        checkMayWait();
        if (limitNs == Gate.FOREVER) {
            lock.lockInterruptibly();
            return true;
        }
        return lock.tryLock(limitNs - (loop.nowNs() - sinceNs), TimeUnit.NANOSECONDS);
    }

    /** Keeps the turn, and waits until something is true; {@return false when the time was over} */
    boolean await(BooleanSupplier ready, long sinceNs, long limitNs) throws InterruptedException {
        checkMayWait();
        return gate.await(ready, clock, sinceNs, limitNs);
    }

    /** Has the thread that waits look again, if any does. Any thread, behind a full fence. */
    void wake() {
        gate.open();
    }

    void leave() {
        lock.unlock();
        if (closing) {
            tryEnd();
        }
    }

    /** Ends what the turn is about, now or when the thread that has it leaves. Any thread. */
    void close() {
        closing = true;
        gate.open();
        tryEnd();
    }

    private void tryEnd() {
        if (lock.tryLock()) {
            try {
                end.run();
            } finally {
                lock.unlock();
            }
        }
    }

    private void checkMayWait() {
        if (loop.held()) {
            throw new IllegalStateException("a thread that holds loop " + loop.name()
                    + " must not wait for a flow: use tryRead and tryWrite there");
        }
    }
}
