// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.host;

import static java.lang.System.Logger.Level.WARNING;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.ouroboros.api.irm.SwapStep;
import org.ouroboros.host.PolicySlot.Preparation;
import org.ouroboros.host.PolicySlot.View;

/**
 * What a slot sees of its host: who prepares policies, what stands in for them, what an exchange touches. Confined to the loop.
 *
 * @param <P> SPI of the kind
 */
final class SlotHost<P> {
    private static final System.Logger LOG = System.getLogger(PolicySlot.class.getName());

    private final PolicyCatalogue<P> catalogue;
    private final P standIn;
    private final Preparation<P> preparation;

    SlotHost(PolicyCatalogue<P> catalogue, P standIn, Preparation<P> preparation) {
        this.catalogue = catalogue;
        this.standIn = standIn;
        this.preparation = preparation;
    }

    /** {@return the stand-in, ready to take over} */
    Side<P> standIn() {
        try {
            return new Side<>(catalogue.loop(), preparation.snapshot().prepare(standIn));
        } catch (Exception broken) {
            throw new IllegalStateException("a stand-in must not refuse", broken);
        }
    }

    /** Opens a side from a policy; {@return completes on the loop when it is prepared, or fails} */
    CompletableFuture<?> prepare(Side<P> side, Installed<P> next) {
        return side.prepare(snapshot(), next.candidate().policy(), catalogue.prepareDeadline());
    }

    /** {@return what prepares from a snapshot; a host that fails to take one has the preparation fail} */
    private Preparation<P> snapshot() {
        try {
            return preparation.snapshot();
        } catch (RuntimeException failure) {
            return next -> {
                throw failure;
            };
        }
    }

    /** {@return what a policy would do in the slot} */
    SwapStep step(View slot, Installed<P> next) {
        Candidate<P> candidate = next.candidate();
        return step(slot, candidate.label(), candidate.policy().getClass().getName(), Optional.empty());
    }

    /** {@return why nothing comes of a policy in the slot} */
    SwapStep refusal(View slot, String policy, String component, String why) {
        return step(slot, policy, component, Optional.of(why));
    }

    private SwapStep step(View slot, String to, String component, Optional<String> refusal) {
        Touched touched = touched(slot);
        return new SwapStep(
                slot.slot(),
                slot.kind(),
                slot.inUse(),
                to,
                component,
                touched.flows(),
                touched.state(),
                touched.gap(),
                refusal);
    }

    private Touched touched(View slot) {
        try {
            return preparation.touched();
        } catch (RuntimeException failure) {
            LOG.log(WARNING, slot.slot() + " cannot say what a swap touches", failure);
            return Touched.NOTHING;
        }
    }
}
