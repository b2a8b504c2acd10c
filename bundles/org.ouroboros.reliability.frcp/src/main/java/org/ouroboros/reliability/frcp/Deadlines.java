// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.reliability.frcp;

import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.loop.LoopTimer;

/**
 * What a flow has to do later, on one timer. Confined to the loop.
 *
 * <p>Putting a deadline off leaves the timer alone: it goes off early then, and is set anew. So a packet rarely touches it.
 */
final class Deadlines {
    /** What there is to do. */
    enum Duty {
        /** Sends again what was not acknowledged. */
        RETRANSMIT,
        /** Acknowledges what arrived. */
        ACKNOWLEDGE,
        /** Asks for a window. */
        RENDEZVOUS,
        /** Repeats the window to a peer that may have missed that it opened. */
        REPEAT
    }

    /** Does a duty that is due. */
    interface Doer {
        void due(Duty duty, long nowNs);
    }

    private static final Duty[] DUTIES = Duty.values();

    private final IpcpLoop loop;
    private final Doer doer;
    private final LoopTimer timer;
    private final long[] dueNs = new long[DUTIES.length];
    private final boolean[] set = new boolean[DUTIES.length];
    private long timerNs; // when the timer goes off, while it is armed

    Deadlines(IpcpLoop loop, Doer doer) {
        this.loop = loop;
        this.doer = doer;
        this.timer = loop.timer(this::goOff);
    }

    /** Sets a deadline, in place of an earlier setting of that duty. */
    void set(Duty duty, long atNs) {
        dueNs[duty.ordinal()] = atNs;
        set[duty.ordinal()] = true;
        arm(atNs);
    }

    /** Sets a deadline, unless the duty is due by then. */
    void setBy(Duty duty, long atNs) {
        if (!isSet(duty) || atNs - dueNs[duty.ordinal()] < 0) {
            set(duty, atNs);
        }
    }

    boolean isSet(Duty duty) {
        return set[duty.ordinal()];
    }

    void clear(Duty duty) {
        set[duty.ordinal()] = false;
    }

    /** Takes all settings back. */
    void cancel() {
        for (Duty duty : DUTIES) {
            clear(duty);
        }
        timer.cancel();
    }

    private void goOff() {
        long nowNs = loop.nowNs();
        try {
            for (Duty duty : DUTIES) {
                if (isSet(duty) && dueNs[duty.ordinal()] - nowNs <= 0) {
                    clear(duty);
                    doer.due(duty, nowNs);
                }
            }
        } finally {
            for (Duty duty : DUTIES) {
                if (isSet(duty)) {
                    arm(dueNs[duty.ordinal()]);
                }
            }
        }
    }

    private void arm(long atNs) {
        if (!timer.armed() || atNs - timerNs < 0) {
            timerNs = atNs;
            timer.arm(atNs - loop.nowNs());
        }
    }
}
