// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.forwarding.multipath;

/**
 * Rendezvous hashing (Thaler and Ravishankar, 1998): a flow goes to the neighbour for which it scores highest. A neighbour that goes
 * takes only its own flows along, and one that comes gets its share of the flows of each.
 */
final class Rendezvous {
    private Rendezvous() {}

    /** {@return how much a flow is drawn to a neighbour; to two neighbours independently} */
    static long score(long eid, long neighbour) {
        return mix(eid ^ mix(neighbour));
    }

    /** A permutation in which each bit of {@code value} changes each bit of the result half of the time: Stafford's thirteenth. */
    private static long mix(long value) {
        long mixed = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }
}
