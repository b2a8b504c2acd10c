// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.reliability.frcp;

import org.ouroboros.reliability.frcp.Deadlines.Duty;

/**
 * Repeats that a window has opened until the peer sends data. A sender of the prototype that waits for it does not ask for long, and
 * one packet can be lost (end-to-end specification, section 2.12). Confined to the loop.
 */
final class WindowUpdates {
    /** Repeated so often at most: the last time after 51 s. */
    private static final int MOST = 10;

    private final Deadlines deadlines;
    private int repeats;

    WindowUpdates(Deadlines deadlines) {
        this.deadlines = deadlines;
    }

    /** Begins, when the window was said for the first time. */
    void begin(long nowNs) {
        repeats = 0;
        next(nowNs);
    }

    /** Ends: data has come. */
    void end() {
        deadlines.clear(Duty.REPEAT);
    }

    /** Waits for data again, twice as long as before; after the last time no more. */
    void next(long nowNs) {
        if (repeats < MOST) {
            deadlines.set(Duty.REPEAT, nowNs + (Times.RENDEZVOUS_NS << repeats++));
        }
    }
}
