// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.testing;

/**
 * How packets of one or several flows came through.
 *
 * @param written how many were written
 * @param lost how many of them never arrived
 * @param duplicated how many arrived once more
 * @param reordered how many arrived behind one that was written later
 * @param gapNs the longest time between two that arrived, of one flow
 */
public record Passage(long written, long lost, long duplicated, long reordered, long gapNs) {
    /**
     * Adds up.
     *
     * @param other how packets of other flows came through
     * @return both together
     */
    public Passage and(Passage other) {
        return new Passage(
                written + other.written,
                lost + other.lost,
                duplicated + other.duplicated,
                reordered + other.reordered,
                Math.max(gapNs, other.gapNs));
    }
}
