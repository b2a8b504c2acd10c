// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.packet;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import org.jctools.queues.MpmcArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * The packets of a system: slots of one size, made as they are needed, up to a bound, and used again for ever.
 *
 * <p>Any thread may take and release. A thread that releases one packet and takes the next, as one does that answers, gets the same
 * one, out of a pocket: its bytes are in that thread's cache, and the queue that all share is not touched. Native memory is freed when the pool and all its packets are no longer reachable.
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

    /** Number of pockets, a power of two; threads that fall on the same one share it. */
    private static final int POCKETS = 32;

    /** Distance of pockets in the array, so that no two lie in one cache line. */
    private static final int POCKET_STRIDE = 32;

    private final Arena arena = Arena.ofAuto();
    private final MpmcArrayQueue<Packet> free;
    private final AtomicReferenceArray<@Nullable Packet> pockets =
            new AtomicReferenceArray<>((POCKETS + 1) * POCKET_STRIDE);
    private final int limit;
    private final ReentrantLock growing = new ReentrantLock();
    private final AtomicInteger made = new AtomicInteger();
    private final LongAdder refused = new LongAdder();

    /**
     * Makes an empty pool.
     *
     * @param limitBytes native memory that the pool uses at most; rounded down to whole chunks of 256 slots, at least one
     */
    public PacketPool(long limitBytes) {
        int chunks = Math.toIntExact(Math.max(1, limitBytes / (CHUNK_SLOTS * (long) SLOT_BYTES)));
        this.limit = chunks * CHUNK_SLOTS;
        this.free = new MpmcArrayQueue<>(limit);
    }

    /** {@return an empty packet with {@link #HEADROOM}, owned by the caller; null when the bound is reached} */
    public @Nullable Packet take() {
        Packet packet = takeOutOf(ownPocket());
        if (packet == null) {
            packet = free.poll();
        }
        if (packet == null) {
            packet = grow();
        }
        if (packet == null) {
            refused.increment();
            return null;
        }
        packet.take();
        return packet;
    }

    /** {@return packets that are owned by somebody now} */
    public int outstanding() {
        int idle = free.size(); // before those that were made, which only grow
        for (int pocket = 1; pocket <= POCKETS; pocket++) {
            if (pockets.get(pocket * POCKET_STRIDE) != null) {
                idle++;
            }
        }
        return made.get() - idle;
    }

    /** {@return packets that can be owned at a time} */
    public int limit() {
        return limit;
    }

    /** {@return how often a packet was asked for beyond the bound} */
    public long refused() {
        return refused.sum();
    }

    void giveBack(Packet packet) {
        int pocket = ownPocket();
        if (pockets.getOpaque(pocket) == null && pockets.compareAndSet(pocket, null, packet)) {
            return;
        }
        if (!free.offer(packet)) {
            throw new IllegalStateException("more packets given back than were taken");
        }
    }

    private static int ownPocket() {
        return (int) (1 + (Thread.currentThread().threadId() & (POCKETS - 1))) * POCKET_STRIDE;
    }

    private @Nullable Packet takeOutOf(int pocket) {
        return pockets.getOpaque(pocket) == null ? null : pockets.getAndSet(pocket, null);
    }

    private @Nullable Packet grow() {
        growing.lock();
        try {
            Packet first = free.poll();
            if (first != null) {
                return first;
            }
            if (made.get() == limit) {
                return fromAnyPocket();
            }
            MemorySegment chunk = arena.allocate((long) CHUNK_SLOTS * SLOT_BYTES, 64);
            made.addAndGet(CHUNK_SLOTS); // first, so that never more are free than were made
            for (int i = 1; i < CHUNK_SLOTS; i++) {
                free.offer(new Packet(this, chunk.asSlice((long) i * SLOT_BYTES, SLOT_BYTES)));
            }
            return new Packet(this, chunk.asSlice(0, SLOT_BYTES));
        } finally {
            growing.unlock();
        }
    }

    private @Nullable Packet fromAnyPocket() {
        Packet found = null;
        for (int pocket = 1; pocket <= POCKETS && found == null; pocket++) {
            found = takeOutOf(pocket * POCKET_STRIDE);
        }
        return found;
    }
}
