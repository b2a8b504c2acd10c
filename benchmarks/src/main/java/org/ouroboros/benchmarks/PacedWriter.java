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

    private final Flow flow;
    private final ByteBuffer message;
    private final double perSecond;
    private final long beginNs = System.nanoTime();
    private final AtomicLong written = new AtomicLong(); // written by the partner alone
    private final Partner partner;

    /**
     * Starts writing.
     *
     * @param perSecond infinite for as fast as the flow takes them
     */
    PacedWriter(Flow flow, int bytes, double perSecond) {
        this.flow = flow;
        this.message = ByteBuffer.allocate(bytes);
        this.perSecond = perSecond;
        this.partner = new Partner(() -> {}, this::run);
    }

    private void run() throws InterruptedException {
        for (int i = 0; i < RUN; i++) {
            flow.write(message.clear());
            written.lazySet(written.getPlain() + 1);
        }
        long aheadNs = (long) (written.getPlain() * SECOND_NS / perSecond) - (System.nanoTime() - beginNs);
        if (aheadNs > 0) {
            LockSupport.parkNanos(this, aheadNs);
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
