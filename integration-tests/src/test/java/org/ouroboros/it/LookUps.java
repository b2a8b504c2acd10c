// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.it;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.loop.LoopTimer;
import org.ouroboros.policy.ipcp.Ipcp;
import org.ouroboros.policy.ipcp.NameHash;

/** Asks a member for names that are registered, one after the other, at a rate. Confined to the loop. */
final class LookUps {
    private static final double SECOND_NS = 1e9;
    private static final long TICK_NS = Duration.ofMillis(1).toNanos();

    /** Look-ups under way at a time; of those that are late for want of a core, some are not asked for. */
    private static final int MOST_UNDER_WAY = 200;

    private final IpcpLoop loop;
    private final Ipcp member;
    private final List<NameHash> names;
    private final double perSecond;
    private final LoopTimer tick;
    private long beginNs;
    private long endNs;
    private long due; // so many should have been asked for by now
    private long asked;
    private long answered;
    private long failed;
    private boolean ended;

    LookUps(IpcpLoop loop, Ipcp member, List<NameHash> names, double perSecond) {
        this.loop = loop;
        this.member = member;
        this.names = names;
        this.perSecond = perSecond;
        this.tick = loop.timer(this::ask);
    }

    void begin() {
        beginNs = loop.nowNs();
        ask();
    }

    private void ask() {
        if (ended) {
            return;
        }
        long dueNow = (long) ((loop.nowNs() - beginNs) / SECOND_NS * perSecond);
        for (; due < dueNow && asked - answered < MOST_UNDER_WAY; due++) {
            NameHash name = names.get((int) (asked % names.size()));
            asked++;
            member.query(name).whenComplete((found, failure) -> {
                answered++;
                failed += failure == null && found ? 0 : 1;
            });
        }
        due = dueNow;
        tick.arm(TICK_NS);
    }

    void end() {
        ended = true;
        endNs = loop.nowNs();
        tick.cancel();
    }

    /** {@return whether all are answered} */
    boolean over() {
        return ended && asked == answered;
    }

    long failed() {
        return failed;
    }

    long asked() {
        return asked;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%d look-ups, %.0f a second, %d of them failed",
                asked,
                asked * SECOND_NS / (endNs - beginNs),
                failed);
    }
}
