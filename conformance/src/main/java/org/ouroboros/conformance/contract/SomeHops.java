// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.conformance.contract;

import java.util.stream.IntStream;
import org.ouroboros.policy.forwarding.ForwardingState.Destination;
import org.ouroboros.policy.forwarding.ForwardingState.Hop;
import org.ouroboros.policy.forwarding.NextHops;

/** Next hops, some of which are up. */
final class SomeHops implements NextHops {
    private static final long FIRST_NEIGHBOUR = 1_000;

    private final int size;
    private final int upMask;

    /**
     * Some next hops.
     *
     * @param size how many
     * @param upMask bit <i>i</i> is set if the one with index <i>i</i> is up
     */
    SomeHops(int size, int upMask) {
        this.size = size;
        this.upMask = upMask;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public boolean up(int index) {
        check(index);
        return (upMask & (1 << index)) != 0;
    }

    @Override
    public long neighbour(int index) {
        check(index);
        return FIRST_NEIGHBOUR + index;
    }

    private void check(int index) {
        if (index < 0 || index >= size) {
            throw new IndexOutOfBoundsException("next hop " + index + " of " + size);
        }
    }

    /** {@return the same as part of a state} */
    Destination asDestination(long address) {
        return new Destination(
                address,
                IntStream.range(0, size)
                        .mapToObj(index -> new Hop(neighbour(index), up(index)))
                        .toList());
    }

    @Override
    public String toString() {
        return size + " next hops, of which "
                + IntStream.range(0, size).filter(this::up).boxed().toList() + " are up";
    }
}
