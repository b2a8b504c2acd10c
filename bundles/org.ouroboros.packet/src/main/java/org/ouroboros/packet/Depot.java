// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.packet;

import org.jspecify.annotations.Nullable;

/**
 * Chains of idle packets that all threads share: a stack, so that those come first whose bytes were in a cache last. Any thread; nobody
 * waits.
 *
 * <p>The number of the chain on top, and how often the stack was changed, are one word. Who takes the top therefore fails if it was taken
 * and put back meanwhile, with another chain under it.
 */
final class Depot {
    private static final int NOTHING = 0;

    private final PaddedLongs top = new PaddedLongs(1);
    private final @Nullable Packet[] packets; // by number

    /**
     * Makes an empty depot.
     *
     * @param limit packets that there can be
     */
    Depot(int limit) {
        packets = new Packet[limit + 1];
    }

    /** Makes the packet known that has a number, from 1. Before it is in a chain, and by one thread at a time. */
    void know(Packet packet) {
        packets[packet.number] = packet;
    }

    boolean isEmpty() {
        return number(top.getAcquire(0)) == NOTHING;
    }

    /** {@return how many chains there are, or were a moment ago} */
    int size() {
        return height(number(top.getAcquire(0)));
    }

    /** Puts a chain on top. */
    void push(Packet chain) {
        long seen;
        do {
            seen = top.getAcquire(0);
            chain.below = number(seen);
            chain.height = height(chain.below) + 1;
        } while (!top.compareAndSet(0, seen, changed(seen, chain.number)));
    }

    /** {@return the chain that was put in last; null if there is none} */
    @Nullable
    Packet pop() {
        while (true) {
            long seen = top.getAcquire(0);
            Packet chain = packets[number(seen)];
            if (chain == null || top.compareAndSet(0, seen, changed(seen, chain.below))) {
                return chain;
            }
        }
    }

    private int height(int number) {
        Packet chain = packets[number];
        return chain == null ? 0 : chain.height;
    }

    private static int number(long word) {
        return (int) word;
    }

    private static long changed(long word, int number) {
        return ((word >>> Integer.SIZE) + 1) << Integer.SIZE | number;
    }
}
