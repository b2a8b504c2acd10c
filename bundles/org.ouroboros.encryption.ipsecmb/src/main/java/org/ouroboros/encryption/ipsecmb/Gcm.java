// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.encryption.ipsecmb;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.Objects;

/**
 * AES-GCM with one key, in place on native memory: initialisation vector, message, tag. For one thread at a time. The library is handed addresses, so
 * nothing but the caller keeps that memory: as packets, it is of an arena that ends when nobody has it any more, or of one that the caller closes later.
 */
final class Gcm implements AutoCloseable {
    static final int IV_BYTES = 12;
    static final int TAG_BYTES = 16;

    private final KeySize size;

    // Of an arena that ends with this object: to close one that several threads may use stops them all
    private final MemorySegment schedule;
    private final MemorySegment context;
    private final MemorySegment computed; // tag
    private boolean closed;

    /**
     * Expands a key.
     *
     * @param size how many bytes of the key are used
     * @param key the first of them are copied
     */
    Gcm(KeySize size, byte[] key) {
        this.size = size;
        Arena arena = Arena.ofAuto();
        this.schedule = arena.allocate(GcmCalls.SCHEDULE_BYTES, GcmCalls.ALIGNMENT);
        this.context = arena.allocate(GcmCalls.CONTEXT_BYTES, GcmCalls.ALIGNMENT);
        this.computed = arena.allocate(TAG_BYTES, GcmCalls.ALIGNMENT);
        try (Arena here = Arena.ofConfined()) {
            MemorySegment copy = here.allocate(size.bytes());
            MemorySegment.copy(key, 0, copy, JAVA_BYTE, 0, size.bytes());
            GcmCalls.expand(size, copy, schedule);
            copy.fill((byte) 0);
        }
    }

    /** Encrypts a message that lies behind its vector, and writes the tag behind. */
    void seal(MemorySegment memory, long at, long messageBytes) {
        long vector = vector(memory, at, messageBytes);
        try {
            encrypt(vector, messageBytes, vector + IV_BYTES + messageBytes);
        } finally {
            Reference.reachabilityFence(memory);
        }
    }

    /** Decrypts a message that lies between its vector and its tag; {@return whether it is genuine, and is left as it was if not} */
    boolean open(MemorySegment memory, long at, long messageBytes) {
        long vector = vector(memory, at, messageBytes);
        try {
            decrypt(vector, messageBytes);
            boolean genuine = isComputed(memory, at + IV_BYTES + messageBytes);
            if (!genuine) {
                encrypt(vector, messageBytes, computed.address()); // the same key stream once more
            }
            return genuine;
        } finally {
            Reference.reachabilityFence(memory);
        }
    }

    private void encrypt(long vector, long messageBytes, long tag) {
        try {
            GcmCalls.encrypt(size, schedule.address(), context.address(), vector + IV_BYTES, messageBytes, vector, tag);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    private void decrypt(long vector, long messageBytes) {
        try {
            GcmCalls.decrypt(
                    size,
                    schedule.address(),
                    context.address(),
                    vector + IV_BYTES,
                    messageBytes,
                    vector,
                    computed.address());
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /** {@return address of a vector, behind which there is memory for a message and its tag} */
    private long vector(MemorySegment memory, long at, long messageBytes) {
        if (closed) {
            throw new IllegalStateException("no packet is sealed or opened once the key is wiped");
        }
        assert memory.isNative() : "memory of the heap has no address";
        if (messageBytes < 0) {
            throw new IndexOutOfBoundsException("a packet without room for a vector and a tag");
        }
        Objects.checkFromIndexSize(at, IV_BYTES + messageBytes + TAG_BYTES, memory.byteSize());
        return memory.address() + at;
    }

    /** Compares tags in the same time wherever they differ. */
    private boolean isComputed(MemorySegment memory, long tagAt) {
        long first = memory.get(JAVA_LONG_UNALIGNED, tagAt) ^ computed.get(JAVA_LONG_UNALIGNED, 0);
        long last = memory.get(JAVA_LONG_UNALIGNED, tagAt + Long.BYTES) ^ computed.get(JAVA_LONG_UNALIGNED, Long.BYTES);
        return (first | last) == 0;
    }

    /** Wipes the key, and what was computed with it. Idempotent. */
    @Override
    public void close() {
        closed = true;
        schedule.fill((byte) 0);
        context.fill((byte) 0);
        computed.fill((byte) 0);
    }
}
