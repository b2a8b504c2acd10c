// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.policy.balancing;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Load balancing for the processes of a name.
 *
 * <p>A policy is a stateless, thread-safe service of kind {@link #KIND}; what it knows about a name lives in the
 * {@link Balancer} it opens.
 */
@ConsumerType
public interface BalancingPolicy {
    /** The kind of these policies. */
    String KIND = "balancing";

    /**
     * Opens a balancer for one name. May be called off the loop.
     *
     * @param start state to continue from: {@link BalancingState#NONE} for a new name, the predecessor's after a swap
     * @return the balancer, owned by the caller
     */
    Balancer open(BalancingState start);

    /** Chooses for one name. Called on the loop of the IRM, one call at a time; never blocks. */
    @ConsumerType
    interface Balancer extends AutoCloseable {
        /**
         * Chooses the process that gets the next flow.
         *
         * @param candidates processes with room for a flow, in the order in which they came; never empty
         * @return one of them
         */
        Candidate choose(List<Candidate> candidates);

        /**
         * Takes the exact state, which the host keeps, between two flows: what was opened from a snapshot may have missed
         * choices that were made since. A balancer without state ignores it.
         *
         * @param state the state of the name now
         */
        default void resume(BalancingState state) {}

        /** Releases what the balancer holds. Idempotent; nothing else is called afterwards. */
        @Override
        void close();
    }
}
