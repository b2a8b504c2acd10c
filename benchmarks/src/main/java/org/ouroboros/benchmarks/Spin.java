// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.benchmarks;

/** How a thread waits that spins: now and then it gives its core up, for the other one may be waiting for that. */
final class Spin {
    private static final int ROUNDS = 1_000;

    private int round;

    /** Waits for one round. */
    @SuppressWarnings("ThreadPriorityCheck") // where there are as many cores as threads that spin, nothing comes of it
    void once() throws InterruptedException {
        if (++round % ROUNDS != 0) {
            Thread.onSpinWait();
        } else if (Thread.interrupted()) {
            throw new InterruptedException();
        } else {
            Thread.yield();
        }
    }
}
