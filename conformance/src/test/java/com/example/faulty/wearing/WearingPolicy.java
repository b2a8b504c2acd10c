// SPDX-License-Identifier: Apache-2.0
package com.example.faulty.wearing;

import java.util.concurrent.atomic.AtomicInteger;
import org.osgi.service.component.annotations.Component;
import org.ouroboros.policy.Policy;
import org.ouroboros.policy.forwarding.ForwardingPolicy;
import org.ouroboros.policy.forwarding.NextHops;

/** It throws after some thousand packets. */
@Component
@Policy(kind = ForwardingPolicy.KIND, name = "wearing")
public final class WearingPolicy implements ForwardingPolicy {
    private static final int PACKETS = 10_000;
    private final AtomicInteger passed = new AtomicInteger();

    @Override
    public int choose(NextHops hops, long eid) {
        if (passed.incrementAndGet() > PACKETS) {
            throw new IllegalStateException("worn out");
        }
        return hops.up(0) ? 0 : NONE;
    }
}
