// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.policy.forwarding;

import org.osgi.annotation.versioning.ProviderType;

/** The next hops to one destination, the preferred one first. Confined to the loop of the IPCP. */
@ProviderType
public interface NextHops {
    /** {@return how many there are, at least one} */
    int size();

    /**
     * Looks at a next hop.
     *
     * @param index which, from 0
     * @return whether its N-1 flow is up
     */
    boolean up(int index);

    /**
     * Names a next hop. It keeps its name where others come before it or leave, and its index changes.
     *
     * @param index which, from 0
     * @return address of the neighbour
     */
    long neighbour(int index);
}
