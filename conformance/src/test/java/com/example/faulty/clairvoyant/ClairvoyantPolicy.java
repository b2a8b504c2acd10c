// SPDX-License-Identifier: Apache-2.0
package com.example.faulty.clairvoyant;

import java.util.random.RandomGenerator;
import org.osgi.service.component.annotations.Component;
import org.ouroboros.policy.Policy;
import org.ouroboros.policy.address.AddressPolicy;

/** It claims to know all states that will ever be. */
@Component
@Policy(kind = AddressPolicy.KIND, name = "clairvoyant")
public final class ClairvoyantPolicy implements AddressPolicy {
    @Override
    public int stateVersion() {
        return Integer.MAX_VALUE;
    }

    @Override
    public long choose(int bytes, RandomGenerator random) {
        return random.nextLong(1, 1L << 7);
    }
}
