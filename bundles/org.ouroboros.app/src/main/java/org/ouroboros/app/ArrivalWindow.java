// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.app;

import java.util.BitSet;

/** Tells packets that come for the first time from those that came before. Confined to one thread; allocates nothing. */
public final class ArrivalWindow {
    /** How many of the latest numbers are remembered. */
    public static final int SIZE = 1 << 16;

    /** How a packet came. */
    public enum Arrival {
        /** No later one came before. */
        IN_ORDER,
        /** A later one came before. */
        OUT_OF_ORDER,
        /** It came before; or it is so late that this is not known any more. */
        DUPLICATE
    }

    private final BitSet seen = new BitSet(SIZE);
    private long next;

    /** Makes a window in which nothing came. */
    public ArrivalWindow() {}

    /** {@return the number after the highest one that came; 0 at first} */
    public long next() {
        return next;
    }

    /**
     * Takes note of a packet.
     *
     * @param number its number
     * @return how it came
     */
    public Arrival add(long number) {
        if (number >= next) {
            forget(number - next);
            seen.set(slot(number));
            next = number + 1;
            return Arrival.IN_ORDER;
        }
        if (number < next - SIZE || number < 0 || seen.get(slot(number))) {
            return Arrival.DUPLICATE;
        }
        seen.set(slot(number));
        return Arrival.OUT_OF_ORDER;
    }

    /** Forgets the numbers whose slots those that were passed over take. */
    private void forget(long passed) {
        if (passed >= SIZE) {
            seen.clear();
            return;
        }
        int from = slot(next);
        int to = from + (int) passed;
        seen.clear(from, Math.min(to, SIZE));
        seen.clear(0, Math.max(to - SIZE, 0));
    }

    private static int slot(long number) {
        return (int) (number & SIZE - 1);
    }
}
