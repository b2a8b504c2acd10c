// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.policy.address;

import java.util.random.RandomGenerator;
import org.osgi.annotation.versioning.ConsumerType;
import org.ouroboros.policy.swap.Replaceable;

/** Choice of addresses: a stateless, thread-safe service of kind {@link #KIND}. */
@ConsumerType
public interface AddressPolicy extends Replaceable<AddressState> {
    /** The kind of these policies. */
    String KIND = "address";

    /**
     * Chooses the address of a member that joins a layer. An IPCP that was a member before keeps the address that it had.
     *
     * @param bytes size of an address in this layer, 1..8
     * @param random randomness of the host
     * @return an address, unsigned, not 0
     */
    long choose(int bytes, RandomGenerator random);
}
