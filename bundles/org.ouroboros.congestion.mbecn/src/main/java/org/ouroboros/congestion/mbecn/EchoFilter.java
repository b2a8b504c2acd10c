// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.congestion.mbecn;

import org.ouroboros.policy.congestion.CongestionPolicy;

/**
 * What the receiving end of a flow tells the sending end: a moving sum of the marks, some 32 times a steady mark (network
 * specification, section 7.2).
 */
final class EchoFilter {
    /** Of so many marked packets, one causes an echo. */
    private static final int ECHO_PERIOD = 8;

    private static final int MEMORY_SHIFT = 5;
    private static final int DECAY_SHIFT = 2;

    private int level; // rx_ece
    private int marked; // rx_ctr, modulo the period

    EchoFilter(int level) {
        this.level = level;
    }

    int level() {
        return level;
    }

    /** {@return the level to echo, or {@link CongestionPolicy#NO_ECHO}} */
    int onReceive(int ecn) {
        if (ecn == 0) {
            return unmarked();
        }
        if (level == 0) {
            level = ecn;
            marked = 0;
            return level;
        }
        level += ecn - (level >> MEMORY_SHIFT);
        boolean due = marked == 1;
        marked = (marked + 1) % ECHO_PERIOD;
        return due ? level : CongestionPolicy.NO_ECHO;
    }

    /** The level decays; that it is gone is told once. */
    private int unmarked() {
        if (level == 0) {
            return CongestionPolicy.NO_ECHO;
        }
        level >>= DECAY_SHIFT;
        return level == 0 ? 0 : CongestionPolicy.NO_ECHO;
    }
}
