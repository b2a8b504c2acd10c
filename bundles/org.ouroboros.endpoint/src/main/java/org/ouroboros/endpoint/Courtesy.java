// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Has a loop give its core to a reader that is behind, before more arrives than the pipe has room for. Nothing is lost by it: whoever takes
 * nothing is not waited for, and the loop gives its core away for longer than a moment once at most. Confined to the loop.
 */
final class Courtesy {
    /** How often the core is given away: a reader that shares it comes in the end, and one on another core goes on meanwhile. */
    private static final int MOST = 8;

    /** Time after which the core was another thread's. */
    private static final long MOMENT_NS = TimeUnit.MICROSECONDS.toNanos(50);

    private final Pipe pipe;
    private final LongSupplier clock;
    private final Runnable yield;
    private boolean behind; // when the reader was waited for last
    private long taken; // by then

    /**
     * Is courteous to the consumer of a pipe.
     *
     * @param clock monotonic, in nanoseconds
     * @param yield gives the core to other threads, if any wants it
     */
    Courtesy(Pipe pipe, LongSupplier clock, Runnable yield) {
        this.pipe = pipe;
        this.clock = clock;
        this.yield = yield;
    }

    void letRead() {
        if (pipe.hasMuchRoom()) {
            behind = false;
            return;
        }
        boolean helps = !behind || pipe.takenOut() != taken;
        long beginNs = clock.getAsLong();
        for (int i = 0; helps && i < MOST; i++) {
            yield.run();
            helps = !pipe.hasMuchRoom() && clock.getAsLong() - beginNs < MOMENT_NS;
        }
        behind = true;
        taken = pipe.takenOut();
    }
}
