// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.host;

import static java.lang.System.Logger.Level.ERROR;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.ouroboros.api.irm.SwapStep;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.policy.swap.PreparedSwap;
import org.ouroboros.policy.swap.SlotClosed;
import org.ouroboros.policy.swap.Vitals;
import org.ouroboros.policy.swap.Vitals.Standing;

/**
 * The part of a slot in a swap: the successor, and from the commit on the predecessor, which stays open until the swap is accepted or rolled
 * back. The slot does nothing else meanwhile. Confined to the loop of the slot.
 *
 * @param <P> SPI of the kind
 */
final class Exchange<P> implements PreparedSwap {
    private static final System.Logger LOG = System.getLogger(PolicySlot.class.getName());

    private final PolicySlot<P> slot;
    private final IpcpLoop loop;
    private final String policy;
    private final Side<P> next;
    private final SwapStep step;
    private @Nullable Side<P> before; // while it is watched
    private String wantedBefore = "";
    private @Nullable Standing over; // once it is
    private String why = "";
    private boolean isPutBack; // the predecessor
    private Runnable others = () -> {};

    /**
     * Begins a part; nothing is changed yet.
     *
     * @param slot the slot, which has prepared the successor
     * @param loop the loop of the slot
     * @param policy name of the policy
     * @param next what was opened from it
     * @param step what is done
     */
    Exchange(PolicySlot<P> slot, IpcpLoop loop, String policy, Side<P> next, SwapStep step) {
        this.slot = slot;
        this.loop = loop;
        this.policy = policy;
        this.next = next;
        this.step = step;
    }

    // ---- what the coordinator of the swap asks for ----

    @Override
    public SwapStep step() {
        return step;
    }

    @Override
    public IpcpLoop loop() {
        return loop;
    }

    @Override
    public void takesBack(Runnable companions) {
        others = companions;
    }

    @Override
    public Duration commit() {
        long startNs = loop.nowNs();
        if (over == Standing.CLOSED) {
            throw new SlotClosed(step.slot());
        }
        if (over != null || next.leaving()) {
            giveUp("it left");
            throw slot.refused(policy, why, null);
        }
        try {
            slot.commit(next);
        } catch (RuntimeException | Error failure) {
            slot.noteRefusal(next.label(), slot.reason(failure));
            giveUp(slot.reason(failure));
            throw slot.refused(policy, slot.reason(failure), failure);
        }
        before = slot.inUse();
        wantedBefore = slot.view().wanted();
        slot.putInUse(next, policy, slot.swapped(startNs));
        return Duration.ofNanos(loop.nowNs() - startNs);
    }

    @Override
    public Vitals vitals() {
        return over == null ? next.vitals() : Vitals.NONE.standing(over, why);
    }

    @Override
    public void accept() {
        if (over == null && before != null) {
            next.accepted(policy);
            end(Standing.KEPT, "");
            slot.advance();
        }
    }

    @Override
    public boolean rollBack(String reason) {
        takeBack(reason);
        return isPutBack;
    }

    @Override
    public void abandon() {
        giveUp("it was given up");
    }

    // ---- what the slot asks for ----

    /** {@return whether one of the policies leaves, which ends it} */
    boolean leaving() {
        return next.leaving() || (before != null && before.leaving());
    }

    /** Ends it if one of its policies leaves: whichever stays is in use. */
    void giveWay() {
        if (over != null || !leaving()) {
            return;
        }
        if (before == null) {
            giveUp("it left");
        } else if (before.leaving()) {
            next.accepted(policy);
            end(Standing.KEPT, before.label() + " left");
        } else {
            takeBack(next.label() + " left");
            others.run();
        }
    }

    /** Ends it with the slot; what is in use stays, and is the slot's to close. */
    void slotClosed() {
        boolean committed = before != null;
        end(Standing.CLOSED, "the slot is closed");
        if (!committed) {
            next.retire();
        }
    }

    // ---- steps ----

    /** Has the predecessor take over again. */
    private void takeBack(String reason) {
        Side<P> predecessor = before;
        if (over != null || predecessor == null) {
            giveUp(reason);
            return;
        }
        over(Standing.TAKEN_BACK, reason);
        slot.putInUse(predecessor, wantedBefore, new Outcome.RolledBack(loop.wallClockNs(), next.label(), reason));
        try {
            next.transition().rollBack();
            isPutBack = true;
        } catch (RuntimeException | Error failure) {
            LOG.log(
                    ERROR,
                    step.slot() + " could not put back " + predecessor.label() + " and does without a policy",
                    failure);
            slot.fall();
        }
        next.retire();
        slot.advance();
    }

    /** Closes the successor, which never took over. */
    private void giveUp(String reason) {
        if (over == null) {
            end(Standing.GONE, reason);
            next.retire();
            slot.advance();
        }
    }

    /** Ends it; what is in use stays. */
    private void end(Standing standing, String reason) {
        Side<P> predecessor = before;
        over(standing, reason);
        if (predecessor != null) {
            predecessor.retire();
            next.settled();
        }
    }

    private void over(Standing standing, String reason) {
        over = standing;
        why = reason;
        before = null;
        slot.exchangeOver();
    }
}
