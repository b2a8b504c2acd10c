// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint;

import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.packet.PaddedLongs;

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
    private final PaddedLongs taken = new PaddedLongs(1);
    private final BooleanSupplier entering = this::tryEnter;
    private final ReentrantLock line = new ReentrantLock();
    private final Gate released = new Gate(); // who is first in the line waits here
    private final Gate gate = new Gate(); // who has the turn waits here
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
        return taken.getOpaque(0) == 0 && taken.compareAndSet(0, 0, 1);
    }

    /** Takes the turn, waiting for it; {@return false when the time was over} */
    boolean enter(long sinceNs, long limitNs) throws InterruptedException {
        if (tryEnter()) {
            return true;
        }
        checkMayWait();
        if (limitNs == Gate.FOREVER) {
            line.lockInterruptibly();
        } else if (!line.tryLock(limitNs - (loop.nowNs() - sinceNs), TimeUnit.NANOSECONDS)) {
            return false;
        }
        try {
            return released.await(entering, clock, sinceNs, limitNs);
        } finally {
            line.unlock();
        }
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

    /** Gives the turn to the next one. A full fence. */
    void leave() {
        release();
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
        if (tryEnter()) {
            try {
                end.run();
            } finally {
                release();
            }
        }
    }

    private void release() {
        taken.setRelease(0, 0);
        VarHandle.fullFence();
        released.open();
    }

    private void checkMayWait() {
        if (loop.held()) {
            throw new IllegalStateException("a thread that holds loop " + loop.name()
                    + " must not wait for a flow: use tryRead and tryWrite there");
        }
    }
}
