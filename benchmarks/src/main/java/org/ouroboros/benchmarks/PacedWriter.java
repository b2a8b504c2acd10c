// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.benchmarks;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.ouroboros.api.Flow;

/** A thread that writes messages to a flow, at a rate, or as fast as the flow takes them. */
final class PacedWriter {
    private static final double SECOND_NS = 1e9;

    /** Messages that are written in a row before the clock is read. */
    private static final int RUN = 16;

    /** Delay that is caught up with; what is later does not make the others follow faster. */
    private static final double CAUGHT_UP_NS = 1e6;

    private final Flow flow;
    private final ByteBuffer message;
    private final double runNs;
    private final AtomicLong written = new AtomicLong(); // written by the partner alone
    private double dueNs = System.nanoTime(); // of the next run; of the partner
    private final Partner partner;

    /**
     * Starts writing.
     *
     * @param perSecond infinite for as fast as the flow takes them
     */
    PacedWriter(Flow flow, int bytes, double perSecond) {
        this.flow = flow;
        this.message = ByteBuffer.allocate(bytes);
        this.runNs = RUN * SECOND_NS / perSecond;
        this.partner = new Partner(() -> {}, this::run);
    }

    private void run() throws InterruptedException {
        for (int i = 0; i < RUN; i++) {
            flow.write(message.clear());
            written.lazySet(written.getPlain() + 1);
        }
        long nowNs = System.nanoTime();
        dueNs = Math.max(dueNs, nowNs - CAUGHT_UP_NS) + runNs;
        if (dueNs > nowNs) {
            LockSupport.parkNanos(this, (long) (dueNs - nowNs));
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }

    long written() {
        return written.get();
    }

    void stop() throws Exception {
        partner.stop();
    }
}
