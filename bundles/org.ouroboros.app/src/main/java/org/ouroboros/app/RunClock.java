// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.app;

import java.util.concurrent.locks.LockSupport;
import org.osgi.annotation.versioning.ConsumerType;

/** The clock that an application runs by. */
@ConsumerType
public interface RunClock {
    /** The clock of the machine. */
    RunClock SYSTEM = new RunClock() {
        @Override
        public long nowNs() {
            return System.nanoTime();
        }

        @Override
        public void pause(long ns) {
            LockSupport.parkNanos(ns);
        }
    };

    /** {@return the time in nanoseconds, from an arbitrary origin; it never runs backwards} */
    long nowNs();

    /**
     * Blocks the calling thread for a time; shorter if the thread is interrupted or unparked, so callers look at the clock again.
     * Allocates nothing.
     *
     * @param ns the time in nanoseconds
     */
    void pause(long ns);
}
