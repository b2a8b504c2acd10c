// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.testing;

import java.util.BitSet;

/** What arrives of packets that are numbered from some number on. Any thread. */
public final class Arrivals {
    private final long first;
    private final BitSet seen = new BitSet(); // one for each packet of a run that lasts seconds
    private long duplicated;
    private long reordered;
    private long latestNs;
    private long gapNs;

    /**
     * Counts from nothing.
     *
     * @param first number of the first packet; what is below belongs to an earlier count
     */
    public Arrivals(long first) {
        this.first = first;
    }

    /**
     * Takes a packet that has arrived.
     *
     * @param number its number
     * @param nowNs a clock, in nanoseconds
     */
    public synchronized void take(long number, long nowNs) {
        if (number < first) {
            return;
        }
        int index = Math.toIntExact(number - first);
        if (!seen.isEmpty()) {
            gapNs = Math.max(gapNs, nowNs - latestNs);
        }
        latestNs = nowNs;
        if (seen.get(index)) {
            duplicated++;
        } else if (index < seen.length()) {
            reordered++;
        }
        seen.set(index);
    }

    /** {@return number of different packets that have arrived} */
    public synchronized long different() {
        return seen.cardinality();
    }

    /**
     * Sums up.
     *
     * @param written number of packets that were written
     * @return how they came through
     */
    public synchronized Passage passage(long written) {
        return new Passage(written, written - seen.cardinality(), duplicated, reordered, gapNs);
    }
}
