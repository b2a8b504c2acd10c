// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.virtual;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.ouroboros.loop.simulation.SimulatedLoop;

class PaceTest {
    /** A clock that overflows soon. */
    private final long nowNs = new SimulatedLoop(1).nowNs();

    @Test
    void withoutARateAPacketLeavesAtOnce() {
        assertEquals(nowNs, new Pace(0, nowNs).leavesNs(1_500, nowNs));
    }

    @Test
    void packetsLeaveOneAfterTheOther() {
        Pace pace = new Pace(8_000_000, nowNs);
        assertEquals(1_000_000, pace.leavesNs(1_000, nowNs) - nowNs);
        assertEquals(1_500_000, pace.leavesNs(500, nowNs) - nowNs);
        assertEquals(1_500_000, pace.leavesNs(0, nowNs) - nowNs);
    }

    @Test
    void idleTimeIsNotSavedUp() {
        Pace pace = new Pace(7, nowNs);
        assertEquals(1_142_857_142, pace.leavesNs(1, nowNs) - nowNs);
        assertEquals(5_000_000_000L + 1_142_857_142, pace.leavesNs(1, nowNs + 5_000_000_000L) - nowNs);
    }

    @Test
    void noFractionOfANanosecondIsLost() {
        Pace pace = new Pace(7, nowNs);
        long leftNs = nowNs;
        for (int i = 0; i < 7; i++) {
            leftNs = pace.leavesNs(1, nowNs);
        }
        assertEquals(8_000_000_000L, leftNs - nowNs);
    }
}
