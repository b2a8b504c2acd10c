// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.policy.scheduling;

import org.osgi.annotation.versioning.ConsumerType;
import org.ouroboros.policy.swap.Replaceable;

/**
 * Scheduling of the packets that wait for an N-1 flow.
 *
 * <p>A policy is a stateless, thread-safe service of kind {@link #KIND}. The IPCP keeps the packets, in a queue for each QoS cube; while
 * no policy is there, they go first in, first out.
 */
@ConsumerType
public interface SchedulingPolicy extends Replaceable<SchedulingState> {
    /** The kind of these policies. */
    String KIND = "scheduling";

    /**
     * Opens a scheduler for one N-1 flow. May be called off the loop.
     *
     * @return the scheduler, owned by the caller
     */
    Scheduler open();

    /**
     * Opens a scheduler that goes on from another one's state. May be called off the loop.
     *
     * @param start state to continue from: {@link SchedulingState#NONE} for a new N-1 flow, the predecessor's after a swap. A policy keeps
     *     what it understands and ignores the rest
     * @return the scheduler, owned by the caller
     */
    default Scheduler open(SchedulingState start) {
        return open();
    }

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

        /** {@return a snapshot from which a successor can continue} */
        default SchedulingState state() {
            return SchedulingState.NONE;
        }

        /** Releases what the scheduler holds. Idempotent; nothing else is called afterwards. */
        @Override
        void close();
    }
}
