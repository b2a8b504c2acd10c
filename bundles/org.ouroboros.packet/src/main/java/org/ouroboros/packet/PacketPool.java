// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.packet;

import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The packets of a system: slots of one size, made as they are needed, up to a bound, and used again for ever.
 *
 * <p>Any thread may take and release. A thread gets first what it has released last, out of a {@link Pocket}: those bytes are in its
 * cache. Native memory is freed when the pool and all its packets are no longer reachable.
 */
public final class PacketPool {
    /** Size of a slot in bytes. */
    public static final int SLOT_BYTES = 2_048;

    /** Room in front of a new packet, for the headers of all layers below, in bytes. */
    public static final int HEADROOM = 128;

    /** Room that a payload leaves behind it, for trailers, in bytes. */
    public static final int TAILROOM = 64;

    /** Largest payload that leaves {@link #HEADROOM} and {@link #TAILROOM}, in bytes. */
    public static final int LARGEST_PAYLOAD = SLOT_BYTES - HEADROOM - TAILROOM;

    private static final int CHUNK_SLOTS = 256;

    /** Whether an access outside of a slot is to throw, rather than meet another packet: with assertions, as in tests. */
    private static final boolean CHECKED = PacketPool.class.desiredAssertionStatus();

    /** Number of pockets, a power of two: the threads are spread over them. */
    private static final int POCKETS = 32;

    private final Arena arena = Arena.ofAuto();
    private final Pocket[] pockets = new Pocket[POCKETS];
    private final Depot depot;
    private final int limit;
    private final ReentrantLock growing = new ReentrantLock();
    private volatile int made; // changed by who holds the lock
    private final LongAdder refused = new LongAdder();

    /**
     * Makes an empty pool.
     *
     * @param limitBytes native memory that the pool uses at most; rounded down to whole chunks of 256 slots, at least one
     */
    public PacketPool(long limitBytes) {
        int chunks = Math.toIntExact(Math.max(1, limitBytes / (CHUNK_SLOTS * (long) SLOT_BYTES)));
        this.limit = chunks * CHUNK_SLOTS;
        this.depot = new Depot(limit);
        Arrays.setAll(pockets, i -> new Pocket());
    }

    /** {@return an empty packet with {@link #HEADROOM}, owned by the caller; null when the bound is reached} */
    public @Nullable Packet take() {
        Packet packet = takeFrom(enterPocket());
        while (packet == null) {
            packet = takeFromAny();
            if (packet == null && !grow()) {
                refused.increment();
                return null;
            }
        }
        packet.take();
        return packet;
    }

    /**
     * Takes packets that are needed together, as {@link #take()} would one by one.
     *
     * @param packets they are put into the array, from its front
     * @param count how many
     * @return how many there were, fewer when the bound is reached
     */
    public int take(@Nullable Packet[] packets, int count) {
        int taken = takeAtHand(packets, count);
        while (taken < count) {
            Packet packet = take();
            if (packet == null) {
                break;
            }
            packets[taken++] = packet;
        }
        return taken;
    }

    /** {@return packets that are owned by somebody now} */
    public int outstanding() {
        long given = 0;
        for (Pocket pocket : pockets) { // first: each of them was taken before
            given += pocket.given();
        }
        long taken = 0;
        for (Pocket pocket : pockets) {
            taken += pocket.taken();
        }
        return Math.toIntExact(taken - given);
    }

    /**
     * {@return whether less than a quarter of the packets are left} Who can do without more leaves those to who cannot. Cheap as long as
     * there are plenty.
     */
    public boolean scarce() {
        int reserve = limit / 4;
        return limit - made + depot.size() * Pocket.CHAIN < reserve && limit - outstanding() < reserve;
    }

    /** {@return packets that can be owned at a time} */
    public int limit() {
        return limit;
    }

    /** {@return how often a packet was asked for beyond the bound} */
    public long refused() {
        return refused.sum();
    }

    /**
     * Releases packets of this pool that are together, as {@link Packet#release()} would one by one.
     *
     * @param packets they are taken out of the array
     * @param count how many, from the first on
     */
    public void release(@Nullable Packet[] packets, int count) {
        Pocket pocket = enterPocket();
        try {
            for (int i = 0; i < count; i++) {
                Packet packet = packets[i];
                packets[i] = null;
                if (packet != null) {
                    packet.end();
                    pocket.give(packet, depot);
                }
            }
        } finally {
            pocket.leave();
        }
    }

    void giveBack(Packet packet) {
        Pocket pocket = enterPocket();
        try {
            pocket.give(packet, depot);
        } finally {
            pocket.leave();
        }
    }

    /** {@return a pocket that this thread is in: its own, or the next one that nobody is in} */
    private Pocket enterPocket() {
        int next = (int) Thread.currentThread().threadId();
        Pocket pocket = pockets[next & (POCKETS - 1)];
        while (!pocket.enter()) {
            pocket = pockets[++next & (POCKETS - 1)];
        }
        return pocket;
    }

    /** Takes packets of this thread's pocket and of the depot; {@return how many there were} */
    private int takeAtHand(@Nullable Packet[] packets, int count) {
        int taken = 0;
        Pocket pocket = enterPocket();
        try {
            for (Packet packet; taken < count && (packet = pocket.take(depot)) != null; taken++) {
                packet.take();
                packets[taken] = packet;
            }
        } finally {
            pocket.leave();
        }
        return taken;
    }

    private @Nullable Packet takeFrom(Pocket entered) {
        try {
            return entered.take(depot);
        } finally {
            entered.leave();
        }
    }

    /** Fills the depot with new packets, unless it has some; {@return false when the bound is reached} */
    private boolean grow() {
        if (made == limit) {
            return !depot.isEmpty();
        }
        growing.lock();
        try {
            int before = made;
            if (before == limit || !depot.isEmpty()) {
                return !depot.isEmpty();
            }
            Chunk chunk = Chunk.of(arena, CHUNK_SLOTS);
            for (int slot = 0; slot < CHUNK_SLOTS; slot += Pocket.CHAIN) {
                depot.push(newChain(chunk, before, slot));
            }
            made = before + CHUNK_SLOTS;
            return true;
        } finally {
            growing.unlock();
        }
    }

    private Packet newChain(Chunk chunk, int before, int firstSlot) {
        Packet chain = newPacket(chunk, before, firstSlot);
        for (int slot = firstSlot + 1; slot < firstSlot + Pocket.CHAIN; slot++) {
            Packet packet = newPacket(chunk, before, slot);
            packet.next = chain;
            chain = packet;
        }
        return chain;
    }

    private Packet newPacket(Chunk chunk, int before, int slot) {
        int number = before + slot + 1;
        Packet packet = CHECKED ? new Packet(this, number, chunk.only(slot), 0) : new Packet(this, number, chunk, slot);
        depot.know(packet);
        return packet;
    }

    /** {@return a packet that other threads keep for themselves} */
    private @Nullable Packet takeFromAny() {
        Packet found = null;
        for (int i = 0; i < POCKETS && found == null; i++) {
            if (pockets[i].enter()) {
                found = takeFrom(pockets[i]);
            }
        }
        return found;
    }
}
