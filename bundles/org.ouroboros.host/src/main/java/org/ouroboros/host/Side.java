// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.host;

import static java.lang.System.Logger.Level.WARNING;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.ouroboros.host.PolicySlot.Preparation;
import org.ouroboros.host.PolicySlot.Transition;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.policy.swap.Vitals;

/**
 * What a slot opens from one policy, from its preparation to its end. Confined to the loop, where nothing else is said.
 *
 * <p>Whatever a preparation brings is retired in the end, even if it comes after its deadline; the policy counts as in
 * use until then.
 */
final class Side<P> {
    private static final System.Logger LOG = System.getLogger(PolicySlot.class.getName());

    private final IpcpLoop loop;
    private final @Nullable Installed<P> installed;

    /** Whether the preparation has begun, or never will: set once, by whoever comes first. */
    private final AtomicBoolean begun = new AtomicBoolean();

    private final CompletableFuture<Transition> prepared = new CompletableFuture<>();

    /** A side to be opened from an installed policy. */
    Side(IpcpLoop loop, Installed<P> installed) {
        this.loop = loop;
        this.installed = installed;
        installed.acquire();
    }

    /** The side of a stand-in. */
    Side(IpcpLoop loop, Transition opened) {
        this.loop = loop;
        this.installed = null;
        prepared.complete(opened);
    }

    @Nullable
    Installed<P> installed() {
        return installed;
    }

    boolean isStandIn() {
        return installed == null;
    }

    boolean leaving() {
        return installed != null && installed.leaving();
    }

    String label() {
        return installed == null ? "stand-in" : installed.candidate().label();
    }

    /** {@return completes on the loop when the side is prepared, or fails} */
    CompletableFuture<@Nullable Void> prepare(Preparation<P> preparation, P policy, Duration deadline) {
        return loop.offload(
                () -> {
                    if (begun.compareAndSet(false, true)) {
                        try {
                            prepared.complete(preparation.prepare(policy));
                        } catch (Throwable failure) {
                            prepared.completeExceptionally(failure);
                            throw failure;
                        }
                    }
                    return null;
                },
                deadline);
    }

    /** {@return what was prepared} Only after {@link #prepare} has completed. */
    Transition transition() {
        return prepared.resultNow();
    }

    /** Says that an operator has it stay. Only while it is in use. */
    void accepted(String policy) {
        try {
            transition().accepted(policy);
        } catch (RuntimeException | Error failure) {
            LOG.log(WARNING, label() + " stays, but that is not remembered", failure);
        }
    }

    /** Says that the side before is not put back any more. Only while it is in use. */
    void settled() {
        try {
            transition().settled();
        } catch (RuntimeException | Error failure) {
            LOG.log(WARNING, label() + " stays, but did not let go of what was in use before", failure);
        }
    }

    /** {@return how the policy does} Only while it is in use. */
    Vitals vitals() {
        try {
            return transition().vitals();
        } catch (RuntimeException | Error failure) {
            return Vitals.of(1, 0, Long.MAX_VALUE, "its health cannot be told: " + failure);
        }
    }

    /** Closes what was opened, now or as soon as it is there. */
    void retire() {
        if (begun.compareAndSet(false, true)) {
            prepared.cancel(false);
        }
        var _ = prepared.whenComplete((transition, _) -> {
            if (loop.held()) {
                end(transition);
            } else {
                loop.execute(() -> end(transition));
            }
        });
    }

    private void end(@Nullable Transition transition) {
        try {
            if (transition != null) {
                transition.retire();
            }
        } catch (RuntimeException | Error failure) {
            LOG.log(WARNING, "what was opened from " + label() + " did not close properly", failure);
        }
        if (installed != null) {
            installed.release();
        }
    }
}
