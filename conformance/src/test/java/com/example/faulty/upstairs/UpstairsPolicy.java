// SPDX-License-Identifier: Apache-2.0
package com.example.faulty.upstairs;

import java.util.random.RandomGenerator;
import org.osgi.service.component.annotations.Component;
import org.ouroboros.host.Candidate;
import org.ouroboros.policy.Policy;
import org.ouroboros.policy.address.AddressPolicy;

/** It makes use of a host's classes. */
@Component
@Policy(kind = AddressPolicy.KIND, name = "upstairs")
public final class UpstairsPolicy implements AddressPolicy {
    @Override
    public long choose(int bytes, RandomGenerator random) {
        return 1L + random.nextInt(Candidate.class.getSimpleName().length());
    }
}
