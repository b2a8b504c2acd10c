// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.address.flat;

import java.util.random.RandomGenerator;
import org.osgi.service.component.annotations.Component;
import org.ouroboros.policy.Policy;
import org.ouroboros.policy.address.AddressPolicy;

/** Random addresses, without a structure. */
@Component
@Policy(kind = AddressPolicy.KIND, name = "flat")
public final class FlatPolicy implements AddressPolicy {
    @Override
    public long choose(int bytes, RandomGenerator random) {
        if (bytes < 1 || bytes > Long.BYTES) {
            throw new IllegalArgumentException("address of " + bytes + " bytes: it has 1 to " + Long.BYTES);
        }
        long address;
        do {
            address = random.nextLong() >>> (Long.SIZE - Byte.SIZE * bytes);
        } while (address == 0); // which stands for no address
        return address;
    }
}
