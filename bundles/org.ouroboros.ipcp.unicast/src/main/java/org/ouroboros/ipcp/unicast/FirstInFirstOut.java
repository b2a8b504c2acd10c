// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.unicast;

import org.ouroboros.policy.scheduling.SchedulingPolicy;
import org.ouroboros.policy.scheduling.SchedulingPolicy.Scheduler;

/** What holds while there is no scheduling policy: packets go in the order in which they came, which a {@link Hop} knows by itself. */
enum FirstInFirstOut implements SchedulingPolicy, Scheduler {
    /** The only one. */
    ORDER;

    @Override
    public Scheduler open() {
        return this;
    }

    @Override
    public int next(int waiting) {
        throw new IllegalStateException("which packet came first is not asked of a scheduler");
    }

    @Override
    public void close() {}
}
