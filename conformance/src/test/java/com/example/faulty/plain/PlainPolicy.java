// SPDX-License-Identifier: Apache-2.0
package com.example.faulty.plain;

import java.util.random.RandomGenerator;
import org.osgi.service.component.annotations.Component;
import org.ouroboros.policy.Policy;
import org.ouroboros.policy.address.AddressPolicy;

/** A sound policy: what is wrong with it, if anything, is how it is packed. */
@Component
@Policy(kind = AddressPolicy.KIND, name = "plain")
public final class PlainPolicy implements AddressPolicy {
    @Override
    public long choose(int bytes, RandomGenerator random) {
        return random.nextLong(1, 1L << 7);
    }
}
