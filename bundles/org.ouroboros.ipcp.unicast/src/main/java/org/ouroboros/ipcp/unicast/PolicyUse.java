// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.unicast;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.ouroboros.host.PolicyCatalogue;
import org.ouroboros.host.PolicySlot;
import org.ouroboros.host.Touched;
import org.ouroboros.policy.swap.Vitals;

/**
 * The policy of one kind that an IPCP uses: a slot, and how the policy in it is put in use. Confined to the loop.
 *
 * @param <P> SPI of the kind
 */
final class PolicyUse<P> implements AutoCloseable {
    private final PolicySlot<P> slot;
    private final Adoption<P> adoption;
    private final Consumer<String> chosen;
    private P inUse;
    private boolean open;

    /**
     * Opens a slot; the stand-in is in use.
     *
     * @param policies what is present
     * @param ipcp name of the IPCP
     * @param wanted name of the policy to use
     * @param standIn what to use while that is absent
     * @param adoption puts a policy in use in place of the one before
     * @param chosen is told which policy an operator has chosen in place of the one that was wanted
     */
    PolicyUse(
            PolicyCatalogue<P> policies,
            String ipcp,
            String wanted,
            P standIn,
            Adoption<P> adoption,
            Consumer<String> chosen) {
        this.inUse = standIn;
        this.adoption = adoption;
        this.chosen = chosen;
        this.slot = policies.open("IPCP " + ipcp, wanted, standIn, new Preparing());
        this.open = true;
    }

    P inUse() {
        return inUse;
    }

    /** {@return what people call the policy in use} */
    String label() {
        return slot.view().inUse();
    }

    /** {@return name of the policy that is wanted} */
    String wanted() {
        return slot.view().wanted();
    }

    /** Sets the policy that is wanted; the slot says in its view what came of it. */
    void use(String wanted) {
        if (!wanted.equals(slot.view().wanted())) {
            var _ = slot.use(wanted);
        }
    }

    @Override
    public void close() {
        slot.close();
    }

    /** What the slot sees of the IPCP. */
    private final class Preparing implements PolicySlot.Preparation<P> {
        @Override
        public PolicySlot.Preparation<P> snapshot() {
            if (!open) { // the stand-in is in use before the IPCP is there
                return next -> new StandIn();
            }
            Adoption.Preparation<P> preparation = adoption.snapshot();
            return next -> new Exchange(next, preparation.prepare(next));
        }

        @Override
        public PolicySlot.Transition prepare(P next) throws Exception {
            return snapshot().prepare(next);
        }

        @Override
        public Touched touched() {
            return adoption.touched();
        }
    }

    /** The stand-in in place of itself. */
    private static final class StandIn implements PolicySlot.Transition {
        @Override
        public void commit() {}

        @Override
        public void rollBack() {}

        @Override
        public void retire() {}
    }

    /** One policy in place of another. What was opened from the one before is closed in the same step. */
    private final class Exchange implements PolicySlot.Transition {
        private final P next;
        private Adoption.@Nullable Takeover<P> takeover; // until it is settled
        private P before; // the same as the next one, while nothing is put back

        Exchange(P next, Adoption.Takeover<P> takeover) {
            this.next = next;
            this.before = next;
            this.takeover = takeover;
        }

        @Override
        public void commit() {
            prepared().commit();
            before = inUse;
            inUse = next;
        }

        @Override
        public void rollBack() {
            if (inUse == next && before != next) { // else the commit changed nothing
                inUse = before;
                prepared().rollBack(before);
            }
        }

        @Override
        public void settled() {
            before = next;
            takeover = null;
        }

        private Adoption.Takeover<P> prepared() {
            Adoption.Takeover<P> present = takeover;
            if (present == null) {
                throw new IllegalStateException("what was settled is exchanged once more");
            }
            return present;
        }

        @Override
        public void accepted(String policy) {
            chosen.accept(policy);
        }

        @Override
        public Vitals vitals() {
            return adoption.vitals();
        }

        @Override
        public void retire() {}
    }
}
