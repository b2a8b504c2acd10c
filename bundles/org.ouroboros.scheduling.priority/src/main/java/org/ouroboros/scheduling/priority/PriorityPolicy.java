// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.scheduling.priority;

import org.osgi.service.component.annotations.Component;
import org.ouroboros.policy.Policy;
import org.ouroboros.policy.scheduling.SchedulingPolicy;
import org.ouroboros.policy.scheduling.SchedulingState;

/** Voice goes before video and video before best effort, each within its share. */
@Component
@Policy(kind = SchedulingPolicy.KIND, name = "priority")
public final class PriorityPolicy implements SchedulingPolicy {
    @Override
    public Scheduler open() {
        return open(SchedulingState.NONE);
    }

    @Override
    public Scheduler open(SchedulingState start) {
        return new WeightedRounds(start);
    }
}
