// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.unicast;

import org.ouroboros.host.Touched;
import org.ouroboros.policy.swap.Vitals;

/**
 * How an IPCP puts policies of one kind in use. Confined to the loop, but for {@link Preparation#prepare}.
 *
 * @param <P> SPI of the kind
 */
interface Adoption<P> {
    /**
     * What prepares a policy from a snapshot of the IPCP.
     *
     * @param <P> SPI of the kind
     */
    @FunctionalInterface
    interface Preparation<P> {
        /**
         * Has a policy look at the state, and do for once what it will have to do. Off the loop, unless it is the stand-in.
         *
         * @throws Exception if it refuses, or does not work
         */
        Takeover<P> prepare(P next) throws Exception;
    }

    /**
     * A policy that is ready to take over.
     *
     * @param <P> SPI of the kind
     */
    interface Takeover<P> {
        /** Puts it in use with the exact state; all of it, or throws and changes nothing. */
        void commit();

        /** Puts the policy that was in use before in use again, with the state as it is now. Only after {@link #commit}. */
        void rollBack(P before);
    }

    /** Takes a snapshot. */
    Preparation<P> snapshot();

    /** {@return what an exchange would touch now} */
    Touched touched();

    /** {@return how the policy in use does} */
    Vitals vitals();
}
