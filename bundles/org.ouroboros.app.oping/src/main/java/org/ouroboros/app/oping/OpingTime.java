// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.app.oping;

import java.time.Duration;

/** The clock of a run. */
interface OpingTime {
    /** The clock of the machine. */
    OpingTime SYSTEM = new OpingTime() {
        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public void pause(Duration duration) throws InterruptedException {
            Thread.sleep(duration);
        }
    };

    /** {@return the time in nanoseconds, from an arbitrary origin; never runs backwards} */
    long nanoTime();

    /** Blocks for {@code duration}. */
    void pause(Duration duration) throws InterruptedException;
}
