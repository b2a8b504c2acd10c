// SPDX-License-Identifier: Apache-2.0
package com.example.faulty.holding;

import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.ouroboros.policy.Policy;
import org.ouroboros.policy.address.AddressPolicy;

/** It puts memory outside of the heap where it outlives the policy. */
@Component
@Policy(kind = AddressPolicy.KIND, name = "holding")
public final class HoldingPolicy implements AddressPolicy {
    private static final int BYTES = 8 << 20;

    /** Takes what it never gives back. */
    @Activate
    public HoldingPolicy() {
        System.getProperties().put(HoldingPolicy.class.getName(), ByteBuffer.allocateDirect(BYTES));
    }

    @Override
    public long choose(int bytes, RandomGenerator random) {
        return random.nextLong(1, 1L << 7);
    }
}
