// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.virtual;

/**
 * What happened to the packets of one direction so far. What is {@code sent} or {@code duplicated} and none of {@code lost},
 * {@code overflowed}, {@code discarded} and {@code delivered} is under way.
 *
 * @param sent packets that were given to the link
 * @param lost packets that the link lost
 * @param duplicated copies that the link made
 * @param uncopied copies that it could not make, since the pool was empty
 * @param reordered packets that a later one passed
 * @param overflowed packets that found the queue full
 * @param discarded packets whose flow was gone
 * @param delivered packets that were handed to the user at the other end, copies included
 */
record LinkCounters(
        long sent,
        long lost,
        long duplicated,
        long uncopied,
        long reordered,
        long overflowed,
        long discarded,
        long delivered) {}
