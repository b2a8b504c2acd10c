// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.reliability.frcp;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongConsumer;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.loop.LoopTimer;
import org.ouroboros.policy.reliability.ReliabilityState.Reminder;

/**
 * What a flow has to do later, on one timer. Confined to the loop.
 *
 * <p>Putting a deadline off leaves the timer alone: it goes off early then, and is set anew. So a packet rarely touches it.
 */
final class Deadlines {
    private final IpcpLoop loop;
    private final LoopTimer timer;
    private Deadline[] all = {};
    private long timerNs; // when the timer goes off, while it is armed

    Deadlines(IpcpLoop loop) {
        this.loop = loop;
        this.timer = loop.timer(this::goOff);
    }

    /**
     * Makes a deadline. Only while the flow is being opened.
     *
     * @param duty what is to be done; takes the time
     * @return a deadline that is not set
     */
    Deadline add(LongConsumer duty) {
        Deadline added = new Deadline(duty);
        all = Arrays.copyOf(all, all.length + 1);
        all[all.length - 1] = added;
        return added;
    }

    /** Takes all settings back. */
    void cancel() {
        for (Deadline deadline : all) {
            deadline.clear();
        }
        timer.cancel();
    }

    private void goOff() {
        long nowNs = loop.nowNs();
        try {
            for (Deadline deadline : all) {
                if (deadline.isSet() && deadline.atNs - nowNs <= 0) {
                    deadline.clear();
                    deadline.duty.accept(nowNs);
                }
            }
        } finally {
            for (Deadline deadline : all) {
                if (deadline.isSet()) {
                    arm(deadline.atNs);
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

    /** When something is to be done. */
    final class Deadline {
        private final LongConsumer duty;
        private boolean set;
        private long atNs;

        private Deadline(LongConsumer duty) {
            this.duty = duty;
        }

        /** Sets the deadline, in place of an earlier setting. */
        void set(long timeNs) {
            set = true;
            atNs = timeNs;
            arm(timeNs);
        }

        /** Sets the deadline, unless it is set to that time or before. */
        void setBy(long timeNs) {
            if (!set || timeNs - atNs < 0) {
                set(timeNs);
            }
        }

        boolean isSet() {
            return set;
        }

        /** {@return when something is to be done; empty if nothing is} */
        OptionalLong time() {
            return set ? OptionalLong.of(atNs) : OptionalLong.empty();
        }

        /** {@return what the peer is told then; empty if nothing is to be done} */
        Optional<Reminder> reminder(int told) {
            return set ? Optional.of(new Reminder(atNs, told)) : Optional.empty();
        }

        void clear() {
            set = false;
        }
    }
}
