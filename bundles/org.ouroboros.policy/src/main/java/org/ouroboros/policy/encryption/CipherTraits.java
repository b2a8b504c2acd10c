// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.policy.encryption;

/**
 * What distinguishes a cipher (end-to-end specification, section 3.1).
 *
 * @param number its number on the wire, 1..65535
 * @param strength its rank when two ends negotiate: the stronger one is used; from 1
 * @param ivBytes length of the initialisation vector in front of a packet, from 1
 * @param tagBytes length of the tag behind a packet; 0 for a cipher that cannot tell a genuine packet
 */
public record CipherTraits(int number, int strength, int ivBytes, int tagBytes) {
    private static final int LARGEST_NUMBER = 0xFFFF;

    /** Checks the ranges. */
    public CipherTraits {
        if (number < 1 || number > LARGEST_NUMBER) {
            throw new IllegalArgumentException("cipher number " + number + " outside 1..65535");
        }
        if (strength < 1 || ivBytes < 1 || tagBytes < 0) {
            throw new IllegalArgumentException(
                    "cipher of strength " + strength + " with an IV of " + ivBytes + " and a tag of " + tagBytes);
        }
    }

    /** {@return whether the cipher tells a genuine packet from any other} */
    public boolean authenticates() {
        return tagBytes > 0;
    }
}
