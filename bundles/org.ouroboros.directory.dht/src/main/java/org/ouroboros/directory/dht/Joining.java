// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.directory.dht;

import java.util.function.BooleanSupplier;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.loop.LoopTimer;

/**
 * Makes this member known to those closest to it, by looking itself up; until somebody has answered, again and again, with waits that double. What
 * there is to find out about those who are farther away is left to whoever hears of the success.
 */
final class Joining implements AutoCloseable {
    private static final long SHORTEST_WAIT_NS = 250_000_000L;
    private static final long LONGEST_WAIT_NS = 16_000_000_000L;

    private final Publisher.Finder finder;
    private final Key id;
    private final BooleanSupplier possible;
    private final Runnable joined;
    private final LoopTimer timer;
    private long waitNs = SHORTEST_WAIT_NS;
    private boolean underWay;

    /**
     * Makes what has not begun.
     *
     * @param finder looks members up
     * @param id identity of this member
     * @param possible whether there is somebody to ask
     * @param joined runs whenever members have answered
     */
    Joining(IpcpLoop loop, Publisher.Finder finder, Key id, BooleanSupplier possible, Runnable joined) {
        this.finder = finder;
        this.id = id;
        this.possible = possible;
        this.joined = joined;
        this.timer = loop.timer(this::attempt);
    }

    /** Begins soon, whether or not that was done before. */
    void begin() {
        waitNs = SHORTEST_WAIT_NS;
        timer.arm(0);
    }

    /** Tries at once if it is about to try again. */
    void hurry() {
        if (timer.armed()) {
            begin();
        }
    }

    /** Begins anew unless it is at it. */
    void ensure() {
        if (!underWay && !timer.armed()) {
            begin();
        }
    }

    @Override
    public void close() {
        timer.cancel();
    }

    private void attempt() {
        if (underWay) {
            return;
        }
        if (possible.getAsBoolean()) {
            underWay = true;
            finder.find(id, this::ended);
        } else {
            tryLater();
        }
    }

    private void ended(Lookup.Found found) {
        underWay = false;
        if (found.closest().isEmpty()) {
            tryLater();
        } else {
            waitNs = SHORTEST_WAIT_NS;
            joined.run();
        }
    }

    private void tryLater() {
        timer.arm(waitNs);
        waitNs = Math.min(2 * waitNs, LONGEST_WAIT_NS);
    }
}
