// SPDX-License-Identifier: Apache-2.0
package com.example.faulty.hoarding;

import org.osgi.service.component.annotations.Component;
import org.ouroboros.policy.Policy;
import org.ouroboros.policy.reliability.ReliabilityPolicy;
import org.ouroboros.reliability.frcp.FrcpPolicy;

/** It takes a packet for each flow, which it never gives back. */
@Component
@Policy(kind = ReliabilityPolicy.KIND, name = "hoarding")
public final class HoardingPolicy implements ReliabilityPolicy {
    private final ReliabilityPolicy sound = new FrcpPolicy();

    @Override
    public Machine open(FlowEnd flow) {
        flow.pool().take();
        return sound.open(flow);
    }
}
