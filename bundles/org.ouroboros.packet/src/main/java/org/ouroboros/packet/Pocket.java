// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.packet;

import org.jspecify.annotations.Nullable;

/**
 * Idle packets for a few threads, one of which is in the pocket at a time: two chains, each linked by {@link Packet#next}. A chain of
 * {@link #CHAIN} packets is what is traded with the depot that all share, so that it is touched once for so many packets.
 *
 * <p>Nobody waits for a pocket: who finds another thread in it goes to the next one.
 */
final class Pocket {
    /** Packets in a chain of the depot. */
    static final int CHAIN = 16;

    private static final int ENTERED = 0;
    private static final int TAKEN = 1;
    private static final int GIVEN = 2;
    private static final int IN_HAND = 3; // packets of the chain in hand
    private static final int NUMBERS = 4;

    /** References in front of the chains, and behind them, that lie in the cache lines of other threads. */
    private static final int PADDING = 32;

    private static final int HAND = PADDING;
    private static final int SPARE = PADDING + 1; // null, or a whole chain
    private static final int CHAINS = 2;

    private final PaddedLongs numbers = new PaddedLongs(NUMBERS);
    private final @Nullable Packet[] chains = new Packet[PADDING + CHAINS + PADDING];

    /** {@return whether the calling thread is in the pocket now} It is to {@link #leave()} at once. */
    boolean enter() {
        return numbers.getOpaque(ENTERED) == 0 && numbers.compareAndSet(ENTERED, 0, 1);
    }

    void leave() {
        numbers.setRelease(ENTERED, 0);
    }

    /** {@return the packet that was given last, or one of the depot; null if there is none} Within. */
    @Nullable
    Packet take(Depot depot) {
        Packet packet = chains[HAND];
        if (packet == null) {
            packet = load(depot);
        }
        if (packet != null) {
            chains[HAND] = packet.next;
            numbers.set(IN_HAND, numbers.get(IN_HAND) - 1);
            count(TAKEN);
        }
        return packet;
    }

    /** Takes a packet in. Within. */
    void give(Packet packet, Depot depot) {
        if (numbers.get(IN_HAND) == CHAIN) {
            putAside(depot);
        }
        packet.next = chains[HAND];
        chains[HAND] = packet;
        numbers.set(IN_HAND, numbers.get(IN_HAND) + 1);
        count(GIVEN);
    }

    /** {@return how many packets were ever taken here} Any thread. */
    long taken() {
        return numbers.getAcquire(TAKEN);
    }

    /** {@return how many packets were ever given here} Any thread. */
    long given() {
        return numbers.getAcquire(GIVEN);
    }

    private @Nullable Packet load(Depot depot) {
        Packet chain = chains[SPARE];
        chains[SPARE] = null;
        if (chain == null) {
            chain = depot.take();
        }
        if (chain != null) {
            numbers.set(IN_HAND, CHAIN);
        }
        return chain;
    }

    private void putAside(Depot depot) {
        Packet whole = chains[SPARE];
        if (whole != null) {
            depot.give(whole);
        }
        chains[SPARE] = chains[HAND];
        chains[HAND] = null;
        numbers.set(IN_HAND, 0);
    }

    private void count(int what) {
        numbers.setRelease(what, numbers.get(what) + 1);
    }
}
