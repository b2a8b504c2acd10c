// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.host;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.ouroboros.api.irm.SwapStep;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.policy.swap.PreparedSwap;
import org.ouroboros.policy.swap.Vitals;
import org.ouroboros.policy.swap.Vitals.Standing;

/**
 * The exchange of the policy in one slot as a part of a swap: the successor, and from the commit on the predecessor. The slot moves it on;
 * its state is confined to the loop of that.
 *
 * @param <P> SPI of the kind
 */
final class Exchange<P> implements PreparedSwap {
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

    Exchange(PolicySlot<P> slot, IpcpLoop loop, String policy, Side<P> next, SwapStep step) {
        this.slot = slot;
        this.loop = loop;
        this.policy = policy;
        this.next = next;
        this.step = step;
    }

    /** {@return name of the policy} */
    String policy() {
        return policy;
    }

    Side<P> next() {
        return next;
    }

    /** {@return the predecessor while it is kept} */
    @Nullable
    Side<P> before() {
        return before;
    }

    /** {@return name of the policy that was wanted before} */
    String wantedBefore() {
        return wantedBefore;
    }

    boolean isOver() {
        return over != null;
    }

    /** {@return whether one of the policies leaves, which ends it} */
    boolean leaving() {
        return next.leaving() || (before != null && before.leaving());
    }

    void committed(Side<P> predecessor, String wanted) {
        before = predecessor;
        wantedBefore = wanted;
    }

    void end(Standing standing, String reason) {
        over = standing;
        why = reason;
        before = null;
    }

    /** The predecessor has taken over again. */
    void putBack() {
        isPutBack = true;
    }

    String why() {
        return why;
    }

    Vitals present() {
        return over == null ? next.vitals() : Vitals.NONE.standing(over, why);
    }

    @Override
    public SwapStep step() {
        return step;
    }

    @Override
    public CompletableFuture<Duration> commit() {
        CompletableFuture<Duration> committed = new CompletableFuture<>();
        loop.execute(() -> slot.commit(this, committed)); // a task of its own, between two packets
        return committed;
    }

    @Override
    public CompletableFuture<Vitals> vitals() {
        return loop.call(this::present);
    }

    @Override
    public CompletableFuture<Void> accept() {
        CompletableFuture<Void> accepted = new CompletableFuture<>();
        loop.execute(() -> {
            try {
                slot.accept(this, "");
                accepted.complete(null);
            } catch (RuntimeException | Error failure) {
                accepted.completeExceptionally(failure);
                throw failure;
            }
        });
        return accepted;
    }

    @Override
    public CompletableFuture<Boolean> rollBack(String reason) {
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        loop.execute(() -> {
            try {
                slot.rollBack(this, reason);
                done.complete(isPutBack);
            } catch (RuntimeException | Error failure) {
                done.completeExceptionally(failure);
                throw failure;
            }
        });
        return done;
    }

    @Override
    public void abandon() {
        loop.execute(() -> slot.abandon(this, "it was given up"));
    }
}
