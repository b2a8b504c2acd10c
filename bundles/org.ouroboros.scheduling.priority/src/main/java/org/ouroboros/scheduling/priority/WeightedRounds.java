// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.scheduling.priority;

import org.ouroboros.policy.scheduling.SchedulingPolicy.Scheduler;

/**
 * Sends the highest cube that waits and has a share left. When no cube that waits has one, a round is over and each cube has its whole
 * share again. Confined to the loop once it is open.
 */
final class WeightedRounds implements Scheduler {
    /** Packets of a cube in a round: best effort, video, voice (network specification, section 8). */
    private static final int[] SHARES = {50, 90, 99};

    private static final int ALL = (1 << SHARES.length) - 1;

    private final int[] left = SHARES.clone();

    /** Bit <i>c</i> is set while cube <i>c</i> has a share left. */
    private int open = ALL;

    @Override
    public int next(int waiting) {
        int eligible = waiting & open;
        if (eligible == 0) {
            beginRound();
            eligible = waiting;
        }
        int cube = Integer.SIZE - 1 - Integer.numberOfLeadingZeros(eligible);
        if (--left[cube] == 0) {
            open &= ~(1 << cube);
        }
        return cube;
    }

    private void beginRound() {
        System.arraycopy(SHARES, 0, left, 0, SHARES.length);
        open = ALL;
    }

    @Override
    public void close() {}
}
