// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.packet;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * Memory of several slots. Their packets share both views of it, which are thus in the cache when the next packet is touched.
 *
 * @param segment the memory
 * @param bytes the same memory, for absolute access only
 */
record Chunk(MemorySegment segment, ByteBuffer bytes) {
    static Chunk of(Arena arena, int slots) {
        MemorySegment segment = arena.allocate((long) slots * PacketPool.SLOT_BYTES, 64);
        return new Chunk(segment, segment.asByteBuffer());
    }

    /** {@return one of the slots} */
    Chunk only(int slot) {
        MemorySegment own = segment.asSlice((long) slot * PacketPool.SLOT_BYTES, PacketPool.SLOT_BYTES);
        return new Chunk(own, own.asByteBuffer());
    }
}
