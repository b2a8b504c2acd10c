// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.policy.ipcp;

/**
 * A member of a layer, as another one knows it.
 *
 * @param address its address in the layer, as a number
 * @param label the address as people write it
 * @param kin what it is
 */
public record LayerMember(long address, String label, Kin kin) {
    /** What a member is, as far as one can tell without asking it. */
    public enum Kin {
        /** The one that was asked. */
        SELF,
        /** A neighbour of this implementation. */
        OURS,
        /** A neighbour that is, as far as one can tell, a member of the C prototype. */
        PROTOTYPE,
        /** Not a neighbour. */
        UNKNOWN
    }
}
