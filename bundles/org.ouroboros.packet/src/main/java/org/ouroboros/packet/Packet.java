// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.packet;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A slot of native memory that holds one packet.
 *
 * <p>The bytes of the packet are {@code [offset, offset + length)} of {@link #segment()}. Layers push their headers in front
 * and pop them there, trailers are appended behind; nothing is moved. Other packets lie in the same segment, which other
 * threads own: only these bytes may be read and written.
 */
public final class Packet {
    private final PacketPool pool;
    private final MemorySegment segment;
    private final ByteBuffer bytes; // the same memory
    private final int start; // of the slot
    private @Nullable ByteBuffer view; // made when it is asked for
    private int offset;
    private int length;
    private boolean taken;
    private @Nullable Packet rest;

    /** What lies under it while it is idle. */
    @Nullable
    Packet next;

    /** Its number in the pool, from 1. */
    final int number;

    /** Number of the chain under this one in the depot; 0 if there is none, and meaningless elsewhere. */
    int below;

    /** Chains in the depot up to this one, likewise. */
    int height;

    Packet(PacketPool pool, int number, Chunk chunk, int slot) {
        this.pool = pool;
        this.number = number;
        this.segment = chunk.segment();
        this.bytes = chunk.bytes();
        this.start = slot * PacketPool.SLOT_BYTES;
        this.offset = start;
    }

    /** {@return the memory that the slot is part of; the same for the life of the packet} */
    public MemorySegment segment() {
        return segment;
    }

    /**
     * Shows bytes of the packet to what works on buffers, such as the checksums of the JDK.
     *
     * @param from the first byte, counted from the front of the packet
     * @param count how many, so that they end within the slot
     * @return a buffer with these bytes between its position and its limit; the same object each time, so it holds until the next call
     */
    public ByteBuffer view(int from, int count) {
        ByteBuffer buffer = view;
        if (buffer == null) {
            buffer = bytes.duplicate();
            view = buffer;
        }
        Objects.checkFromIndexSize(headroom() + from, count, PacketPool.SLOT_BYTES);
        return buffer.limit(offset + from + count).position(offset + from);
    }

    /** {@return where the packet begins, in bytes from the start of the segment} */
    public int offset() {
        return offset;
    }

    /** {@return length of the packet in bytes} */
    public int length() {
        return length;
    }

    /** {@return bytes that can still be pushed in front} */
    public int headroom() {
        return offset - start;
    }

    /** {@return bytes that can still be appended} */
    public int tailroom() {
        return start + PacketPool.SLOT_BYTES - offset - length;
    }

    /**
     * Makes room for a header in front. Its bytes are undefined.
     *
     * @param headerBytes size of the header, at most {@link #headroom()}
     * @throws IllegalArgumentException if there is no such room: the layer asked for too little headroom
     */
    public void pushHeader(int headerBytes) {
        if (headerBytes < 0 || headerBytes > offset - start) {
            throw new IllegalArgumentException("header of " + headerBytes + " bytes in a headroom of " + headroom());
        }
        offset -= headerBytes;
        length += headerBytes;
    }

    /**
     * Takes a header off.
     *
     * @param headerBytes size of the header, at most {@link #length()}: checked by the caller against the wire
     */
    public void popHeader(int headerBytes) {
        if (headerBytes < 0 || headerBytes > length) {
            throw new IllegalArgumentException("header of " + headerBytes + " bytes in a packet of " + length);
        }
        offset += headerBytes;
        length -= headerBytes;
    }

    /**
     * Makes room for a trailer behind. Its bytes are undefined.
     *
     * @param trailerBytes size of the trailer, at most {@link #tailroom()}
     */
    public void append(int trailerBytes) {
        if (trailerBytes < 0 || trailerBytes > tailroom()) {
            throw new IllegalArgumentException("trailer of " + trailerBytes + " bytes in a tailroom of " + tailroom());
        }
        length += trailerBytes;
    }

    /**
     * Cuts bytes off at the end.
     *
     * @param trailerBytes how many, at most {@link #length()}
     */
    public void trim(int trailerBytes) {
        if (trailerBytes < 0 || trailerBytes > length) {
            throw new IllegalArgumentException("trailer of " + trailerBytes + " bytes in a packet of " + length);
        }
        length -= trailerBytes;
    }

    /**
     * Appends bytes.
     *
     * @param source its remaining bytes are copied, at most {@link #tailroom()}; its position advances to its limit
     */
    public void put(ByteBuffer source) {
        int count = source.remaining();
        int end = offset + length;
        append(count);
        bytes.put(end, source, source.position(), count);
        source.position(source.limit());
    }

    /**
     * Moves bytes from the front of the packet into a buffer: as many as there are and as fit.
     *
     * @param target receives the bytes; its position advances
     * @return how many were moved
     */
    public int get(ByteBuffer target) {
        int count = Math.min(length, target.remaining());
        target.put(target.position(), bytes, offset, count);
        target.position(target.position() + count);
        popHeader(count);
        return count;
    }

    /**
     * Appends the bytes of another packet, which stays as it is.
     *
     * @param other the packet to copy
     */
    public void copyOf(Packet other) {
        int end = offset + length;
        append(other.length);
        bytes.put(end, other.bytes, other.offset, other.length);
    }

    /** Empties a packet that is used again by its owner: no bytes, {@link PacketPool#HEADROOM} in front. */
    public void clear() {
        offset = start + PacketPool.HEADROOM;
        length = 0;
    }

    /**
     * Hangs a packet behind this one, for a message that takes several. It is this one's from now on, and released with it.
     *
     * @param behind a packet, with what hangs behind it; ownership passes
     * @throws IllegalStateException if there is one already
     */
    public void attach(Packet behind) {
        if (rest != null) {
            throw new IllegalStateException("a packet has one packet behind it at most");
        }
        rest = behind;
    }

    /** {@return the packet that hangs behind this one, which stays there; null if there is none} */
    public @Nullable Packet rest() {
        return rest;
    }

    /** {@return the packet that hung behind this one, with what hangs behind it; null if there was none} Ownership passes. */
    public @Nullable Packet detach() {
        Packet behind = rest;
        if (behind != null) {
            rest = null;
        }
        return behind;
    }

    /** {@return length of the packet and of all that hang behind it, in bytes} */
    public int messageLength() {
        int sum = length;
        for (Packet behind = rest; behind != null; behind = behind.rest) {
            sum += behind.length;
        }
        return sum;
    }

    /** Ends the ownership: the slot goes back to its pool, and those of all that hang behind. Once per packet. */
    public void release() {
        end();
        pool.giveBack(this);
    }

    /** Ends the ownership, but for giving the slot back. */
    void end() {
        if (!taken) {
            throw new IllegalStateException("packet released twice");
        }
        Packet behind = detach();
        taken = false;
        if (behind != null) {
            behind.release();
        }
    }

    void take() {
        taken = true;
        clear();
    }
}
