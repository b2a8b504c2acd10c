// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.reliability.frcp;

import java.util.Optional;
import org.ouroboros.policy.reliability.ReliabilityState.Reminder;
import org.ouroboros.reliability.frcp.Deadlines.Deadline;

/**
 * Repeats that a window has opened until the peer sends data. A sender of the prototype that waits for it does not ask for long, and
 * one packet can be lost (end-to-end specification, section 2.12). Confined to the loop.
 */
final class WindowUpdates {
    /** Repeated so often at most: the last time after 51 s. */
    private static final int MOST = 10;

    private final Deadline deadline;
    private final Runnable update;
    private int repeats;

    /** Makes what repeats an update. */
    WindowUpdates(Deadlines deadlines, Runnable update) {
        this.deadline = deadlines.add(this::repeat);
        this.update = update;
    }

    /** Begins, when the window was said for the first time. */
    void begin(long nowNs) {
        repeats = 0;
        deadline.set(nowNs + Times.RENDEZVOUS_NS);
    }

    /** {@return when it is repeated next, and how often it was; empty if it is not to be} */
    Optional<Reminder> state() {
        return deadline.reminder(repeats);
    }

    /** Goes on from where another one was. */
    void resume(Reminder state) {
        repeats = Math.clamp(state.told(), 0, MOST);
        deadline.set(state.dueNs());
    }

    /** Ends: data has come. */
    void end() {
        deadline.clear();
    }

    /** Says it again, and waits twice as long as before; after the last time no more. */
    private void repeat(long nowNs) {
        if (++repeats < MOST) {
            deadline.set(nowNs + (Times.RENDEZVOUS_NS << repeats));
        }
        update.run();
    }
}
