// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.packet;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import org.jctools.queues.MpmcArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * The packets of a system: slots of one size, made as they are needed, up to a bound, and used again for ever.
 *
 * <p>Any thread may take and release. Native memory is freed when the pool and all its packets are no longer reachable.
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

    private final Arena arena = Arena.ofAuto();
    private final MpmcArrayQueue<Packet> free;
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
        Packet packet = free.poll();
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
        return made.get() - free.size();
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
        if (!free.offer(packet)) {
            throw new IllegalStateException("more packets given back than were taken");
        }
    }

    private @Nullable Packet grow() {
        growing.lock();
        try {
            Packet first = free.poll();
            if (first != null || made.get() == limit) {
                return first;
            }
            MemorySegment chunk = arena.allocate((long) CHUNK_SLOTS * SLOT_BYTES, 64);
            for (int i = 1; i < CHUNK_SLOTS; i++) {
                free.offer(new Packet(this, chunk.asSlice((long) i * SLOT_BYTES, SLOT_BYTES)));
            }
            made.addAndGet(CHUNK_SLOTS);
            return new Packet(this, chunk.asSlice(0, SLOT_BYTES));
        } finally {
            growing.unlock();
        }
    }
}
