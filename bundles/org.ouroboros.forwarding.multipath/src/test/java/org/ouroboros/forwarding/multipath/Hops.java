// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.forwarding.multipath;

import java.util.BitSet;
import org.ouroboros.policy.forwarding.NextHops;

/** Next hops that a test takes down and brings up. */
final class Hops implements NextHops {
    private final long[] neighbours;
    private final BitSet down = new BitSet();

    Hops(long... neighbours) {
        this.neighbours = neighbours;
    }

    Hops down(int index) {
        down.set(index);
        return this;
    }

    Hops up() {
        down.clear();
        return this;
    }

    @Override
    public int size() {
        return neighbours.length;
    }

    @Override
    public boolean up(int index) {
        return !down.get(index);
    }

    @Override
    public long neighbour(int index) {
        return neighbours[index];
    }
}
