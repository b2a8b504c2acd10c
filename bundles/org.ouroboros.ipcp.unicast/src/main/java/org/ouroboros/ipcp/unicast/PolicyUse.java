// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.unicast;

import java.util.function.Consumer;
import org.ouroboros.host.PolicyCatalogue;
import org.ouroboros.host.PolicySlot;

/**
 * The policy of one kind that an IPCP uses: a slot, and what is to happen when the policy in it changes. Confined to the loop.
 *
 * @param <P> SPI of the kind
 */
final class PolicyUse<P> implements AutoCloseable {
    private final PolicySlot<P> slot;
    private final Consumer<P> adoption;
    private P inUse;

    /**
     * Opens a slot; the stand-in is in use.
     *
     * @param policies what is present
     * @param ipcp name of the IPCP
     * @param wanted name of the policy to use
     * @param standIn what to use while that is absent
     * @param adoption puts a policy in use in place of the one before: all of it, or throws and changes nothing
     */
    PolicyUse(PolicyCatalogue<P> policies, String ipcp, String wanted, P standIn, Consumer<P> adoption) {
        this.inUse = standIn;
        this.adoption = adoption;
        this.slot = policies.open("IPCP " + ipcp, wanted, standIn, Exchange::new);
    }

    P inUse() {
        return inUse;
    }

    /** {@return what people call the policy in use} */
    String label() {
        return slot.view().inUse();
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

    /** One policy in place of another. What was opened from the one before is closed in the same step. */
    private final class Exchange implements PolicySlot.Transition {
        private final P next;
        private P before;

        Exchange(P next) {
            this.next = next;
            this.before = next;
        }

        @Override
        @SuppressWarnings("ReferenceEquality") // the stand-in is in use before the slot is there
        public void commit() {
            before = inUse;
            if (next != before) {
                adoption.accept(next);
                inUse = next;
            }
        }

        @Override
        public void rollBack() {
            adoption.accept(before);
            inUse = before;
        }

        @Override
        public void retire() {}
    }
}
