// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.policy.address;

import org.ouroboros.policy.swap.State;

/**
 * Policy-neutral state of the addresses of one member, carried from a policy to its successor: a member keeps the address that it has.
 *
 * @param address address of the member, unsigned
 * @param bytes size of an address in this layer, 1..8
 */
public record AddressState(long address, int bytes) implements State {
    /** Version of this record. */
    public static final int VERSION = 1;

    @Override
    public int version() {
        return VERSION;
    }

    @Override
    public String summary() {
        return "address " + Long.toHexString(address) + ", which stays";
    }
}
