// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.benchmarks;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import org.ouroboros.api.Flow;

/** A thread that writes messages to a flow, at a rate, or as fast as the flow takes them. */
final class PacedWriter {
    /** Messages that are written in a row before the clock is read. */
    private static final int RUN = 16;

    private static final double CAUGHT_UP_NS = 1e6;

    private final Flow flow;
    private final ByteBuffer message;
    private final Pace pace;
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
        this.pace = new Pace(perSecond, RUN, CAUGHT_UP_NS);
        this.partner = new Partner(() -> {}, this::run);
    }

    private void run() throws InterruptedException {
        for (int i = 0; i < RUN; i++) {
            flow.write(message.clear());
            written.lazySet(written.getPlain() + 1);
        }
        pace.await();
    }

    long written() {
        return written.get();
    }

    void stop() throws Exception {
        partner.stop();
    }
}
