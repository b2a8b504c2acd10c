// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.policy.scheduling;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Scheduling of the packets that wait for an N-1 flow.
 *
 * <p>A policy is a stateless, thread-safe service of kind {@link #KIND}. The IPCP keeps the packets, in a queue for each QoS cube; while
 * no policy is there, they go first in, first out.
 */
@ConsumerType
public interface SchedulingPolicy {
    /** The kind of these policies. */
    String KIND = "scheduling";

    /**
     * Opens a scheduler for one N-1 flow. May be called off the loop.
     *
     * @return the scheduler, owned by the caller
     */
    Scheduler open();

    /** Chooses for one N-1 flow. Called on the loop of its IPCP, one call at a time; never blocks. */
    @ConsumerType
    interface Scheduler extends AutoCloseable {
        /**
         * Chooses the QoS cube whose first packet goes next.
         *
         * @param waiting bit <i>c</i> is set if packets of cube <i>c</i> wait, 0 to 2 (network specification, section 1.4); at least
         *     one is
         * @return number of such a cube
         */
        int next(int waiting);

        /** Releases what the scheduler holds. Idempotent; nothing else is called afterwards. */
        @Override
        void close();
    }
}
