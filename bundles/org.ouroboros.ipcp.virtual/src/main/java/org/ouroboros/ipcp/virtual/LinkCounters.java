// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.virtual;

import java.util.LinkedHashMap;
import java.util.Map;

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
        long delivered) {
    /** Nothing happened yet. */
    static final LinkCounters NONE = new LinkCounters(0, 0, 0, 0, 0, 0, 0, 0);

    /** {@return the sums of both} */
    LinkCounters plus(LinkCounters other) {
        return new LinkCounters(
                sent + other.sent,
                lost + other.lost,
                duplicated + other.duplicated,
                uncopied + other.uncopied,
                reordered + other.reordered,
                overflowed + other.overflowed,
                discarded + other.discarded,
                delivered + other.delivered);
    }

    /** {@return the counts by name} */
    Map<String, Long> byName() {
        Map<String, Long> counts = new LinkedHashMap<>();
        counts.put("sent", sent);
        counts.put("lost", lost);
        counts.put("duplicated", duplicated);
        counts.put("not duplicated: pool exhausted", uncopied);
        counts.put("reordered", reordered);
        counts.put("dropped: queue full", overflowed);
        counts.put("dropped: flow over", discarded);
        counts.put("delivered", delivered);
        return counts;
    }
}
