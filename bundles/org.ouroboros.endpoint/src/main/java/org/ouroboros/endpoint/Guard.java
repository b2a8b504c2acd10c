// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint;

import org.jspecify.annotations.Nullable;

/**
 * How policies of one kind protect a flow end: what they open, and what goes from one to the next. Confined to the loop, where nothing else is said.
 *
 * @param <P> the policy
 * @param <S> what it opens for a flow
 */
interface Guard<P, S extends AutoCloseable> {
    /**
     * What a policy opened for the flow.
     *
     * @param session the protection itself
     * @param headerBytes bytes that it pushes in front of a packet
     * @param trailerBytes bytes that it appends to a packet
     */
    record Opened<S extends AutoCloseable>(S session, int headerBytes, int trailerBytes) {}

    /** Looks at what there is before anything changes. */
    @FunctionalInterface
    interface Examination<P> {
        /** Has a policy look; off the loop. */
        void of(P next);
    }

    /** What a session left when it went: to be taken up by another one, or to be given up. */
    interface Legacy<S> {
        /** Has a session go on from there; it is left as it is if that throws. */
        void resume(S session);

        /** {@return whether nothing is lost if nobody goes on} */
        boolean settled();

        /** Gives it up. */
        void release();
    }

    /** {@return what stands for the absence of a policy; it is never opened} */
    P absent();

    /** Opens a policy for the flow. Off the loop. */
    Opened<S> open(P policy);

    /**
     * Takes a snapshot of what a successor would go on from.
     *
     * @param inUse what is in use
     * @param left what was left, if nothing is
     * @return what has a policy look at it
     */
    default Examination<P> examination(@Nullable S inUse, @Nullable Legacy<S> left) {
        return next -> {};
    }

    /** {@return what would be handed over, for people} */
    default String summary(@Nullable S inUse) {
        return "nothing";
    }

    /** Has a session leave; {@return what it leaves, or null where there is nothing to go on from} */
    default @Nullable Legacy<S> leave(S session) {
        return null;
    }
}
