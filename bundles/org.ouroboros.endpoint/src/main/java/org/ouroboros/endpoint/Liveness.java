// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint;

import java.util.concurrent.TimeUnit;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.loop.LoopTimer;

/**
 * Watches over the silence of a flow's peer, and has signs of life sent to it in time (end-to-end specification, section 2.10). Time for which
 * the loop stands still, or the flow is held, is no silence of the peer. Confined to the loop.
 */
final class Liveness {
    /** The end of the flow. */
    interface End {
        /** Sends an empty packet; {@return false if the system is out of packets} */
        boolean sendSignOfLife();

        /** Says that nothing was heard of the peer for too long. */
        void peerSilent();
    }

    private final IpcpLoop loop;
    private final End end;
    private final LoopTimer timer;
    private long limitNs; // 0 for none
    private long sentNs;
    private long heardNs;
    private boolean held;
    private long silentNs; // when the flow was held, the peer had been silent for so long
    private long checkNs; // when it is looked at next

    /**
     * Watches over nobody yet.
     *
     * @param timeoutMs how long the peer may be silent; 0 for any time
     */
    Liveness(IpcpLoop loop, End end, long timeoutMs) {
        this.loop = loop;
        this.end = end;
        this.timer = loop.timer(this::check);
        limit(timeoutMs);
    }

    /** Has the peer be silent for another time; {@link #watch} follows. */
    void limit(long timeoutMs) {
        limitNs = TimeUnit.MILLISECONDS.toNanos(timeoutMs);
    }

    /** Begins to count: the peer was there just now. */
    void begin() {
        sentNs = loop.nowNs();
        heardNs = sentNs;
    }

    /** Watches from now on, if the silence is limited. What was due stays due. */
    void watch() {
        held = false;
        if (limitNs > 0) {
            long nowNs = loop.nowNs();
            checkIn(nowNs, Math.max(0, Math.min(untilSignNs(nowNs), untilSilenceNs(nowNs))));
        } else {
            timer.cancel();
        }
    }

    /** Takes note that something is sent. */
    void sent() {
        sentNs = loop.recentNs();
    }

    /** Takes note that something came. */
    void heard() {
        heardNs = loop.recentNs();
    }

    /** Does not count until {@link #goOn}. */
    void hold() {
        if (!held) {
            held = true;
            silentNs = loop.nowNs() - heardNs;
            timer.cancel();
        }
    }

    /** Counts on from where it was held, if it was; says that this end is there, if that is due. */
    void goOn() {
        if (!held) {
            return;
        }
        held = false;
        long nowNs = loop.nowNs();
        if (nowNs - heardNs > silentNs) { // else it was heard of meanwhile, on another flow of the layer
            heardNs = nowNs - silentNs;
        }
        if (limitNs > 0) {
            checkIn(nowNs, 0);
        }
    }

    /** Watches no more. */
    void stop() {
        timer.cancel();
    }

    private void check() {
        long nowNs = loop.nowNs();
        long silent = Math.max(0, checkNs - heardNs); // what came while the loop stood still waits to be read
        heardNs = nowNs - silent;
        if (silent > limitNs) {
            end.peerSilent();
            return;
        }
        long untilSignNs = untilSignNs(nowNs);
        if (untilSignNs <= 0) {
            if (end.sendSignOfLife()) {
                sentNs = nowNs;
                untilSignNs = limitNs / 4;
            } else {
                untilSignNs = limitNs / 64;
            }
        }
        checkIn(nowNs, Math.min(untilSignNs, untilSilenceNs(nowNs)));
    }

    private long untilSignNs(long nowNs) {
        return sentNs + limitNs / 4 - nowNs;
    }

    private long untilSilenceNs(long nowNs) {
        return heardNs + limitNs + 1 - nowNs;
    }

    private void checkIn(long nowNs, long delayNs) {
        checkNs = nowNs + delayNs;
        timer.arm(delayNs);
    }
}
