// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.scheduling.priority;

import java.util.stream.IntStream;
import org.ouroboros.policy.scheduling.SchedulingPolicy.Scheduler;
import org.ouroboros.policy.scheduling.SchedulingState;

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

    /** Goes on in the round of another scheduler; a cube that has sent its share here or more waits for the next one. */
    WeightedRounds(SchedulingState start) {
        for (int cube = 0; cube < Math.min(SHARES.length, start.sent().size()); cube++) {
            left[cube] = Math.max(0, SHARES[cube] - start.sent().get(cube));
            if (left[cube] == 0) {
                open &= ~(1 << cube);
            }
        }
    }

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
    public SchedulingState state() {
        return new SchedulingState(IntStream.range(0, SHARES.length)
                .mapToObj(cube -> SHARES[cube] - left[cube])
                .toList());
    }

    @Override
    public void close() {}
}
