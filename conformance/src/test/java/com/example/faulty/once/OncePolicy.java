// SPDX-License-Identifier: Apache-2.0
package com.example.faulty.once;

import java.util.random.RandomGenerator;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.ouroboros.policy.Policy;
import org.ouroboros.policy.address.AddressPolicy;

/** It starts once: what it keeps outside of itself is in its way the next time. */
@Component
@Policy(kind = AddressPolicy.KIND, name = "once")
public final class OncePolicy implements AddressPolicy {
    private static final String LOCK = OncePolicy.class.getName();

    /** Takes what it never gives back. */
    @Activate
    public OncePolicy() {
        if (System.getProperty(LOCK) != null) {
            throw new IllegalStateException("already there");
        }
        System.setProperty(LOCK, "taken");
    }

    @Override
    public long choose(int bytes, RandomGenerator random) {
        return random.nextLong(1, 1L << 7);
    }
}
