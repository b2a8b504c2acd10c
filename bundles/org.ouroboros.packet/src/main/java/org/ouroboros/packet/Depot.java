// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.packet;

import org.jspecify.annotations.Nullable;

/**
 * Chains of idle packets that all threads share. Any thread; nobody waits.
 *
 * <p>What was given last is taken first: its bytes are in a cache, and a pool that was large once does not go round all its packets from
 * then on. It is a stack by compare-and-set, whose top is a number of a packet, with a count of changes before it: a chain that was taken
 * and given again meanwhile is not mistaken for the one that was seen.
 */
final class Depot {
    private static final int NOTHING = 0; // numbers of packets begin with 1

    private final @Nullable Packet[] packets; // by number, made by one thread at a time, before they are given
    private final PaddedLongs top = new PaddedLongs(1);

    /** Makes an empty depot for so many packets. */
    Depot(int limit) {
        this.packets = new Packet[limit];
    }

    /** Takes note of a packet, before it is given for the first time. One thread at a time. */
    void enter(Packet packet) {
        packets[packet.number - 1] = packet;
    }

    /** Gives a chain. */
    void give(Packet chain) {
        long seen;
        do {
            seen = top.getAcquire(0);
            chain.below = (int) seen;
        } while (!top.compareAndSet(0, seen, changed(seen, chain.number)));
    }

    /** {@return the chain that was given last, or null if there is none} */
    @Nullable
    Packet take() {
        while (true) {
            long seen = top.getAcquire(0);
            int number = (int) seen;
            if (number == NOTHING) {
                return null;
            }
            Packet chain = packets[number - 1];
            if (chain != null && top.compareAndSet(0, seen, changed(seen, chain.below))) {
                return chain; // else somebody has changed the stack, and what lay below it may be another one
            }
        }
    }

    boolean isEmpty() {
        return (int) top.getAcquire(0) == NOTHING;
    }

    private static long changed(long seen, int number) {
        return (((seen >>> Integer.SIZE) + 1) << Integer.SIZE) | number;
    }
}
