// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.benchmarks;

import java.util.concurrent.locks.LockSupport;

/** When the runs of packets that a thread writes in a row are due. Confined to that thread. */
final class Pace {
    private static final double SECOND_NS = 1e9;

    private final double runNs;
    private final double caughtUpNs;
    private double dueNs = System.nanoTime(); // of the next run

    /**
     * Begins now.
     *
     * @param perSecond packets a second, infinite for as fast as the flow takes them
     * @param run packets that are written in a row
     * @param caughtUpNs delay that is caught up with; what is later does not make the others follow faster
     */
    Pace(double perSecond, int run, double caughtUpNs) {
        this.runNs = run * SECOND_NS / perSecond;
        this.caughtUpNs = caughtUpNs;
    }

    /** Waits after a run until the next one is due. */
    void await() throws InterruptedException {
        long nowNs = System.nanoTime();
        dueNs = Math.max(dueNs, nowNs - caughtUpNs) + runNs;
        if (dueNs > nowNs) {
            LockSupport.parkNanos(this, (long) (dueNs - nowNs));
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }
}
