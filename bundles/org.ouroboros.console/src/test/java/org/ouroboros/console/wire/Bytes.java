// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.console.wire;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;

/** A channel over memory, which reads in pieces of a given size. */
final class Bytes implements ByteChannel {
    private final ByteBuffer unread;
    private final int piece;
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    Bytes(byte[] unread) {
        this(unread, Integer.MAX_VALUE);
    }

    Bytes(byte[] unread, int piece) {
        this.unread = ByteBuffer.wrap(unread);
        this.piece = piece;
    }

    byte[] written() {
        return written.toByteArray();
    }

    @Override
    public int read(ByteBuffer to) {
        if (!unread.hasRemaining()) {
            return -1;
        }
        int length = Math.min(piece, Math.min(to.remaining(), unread.remaining()));
        to.put(unread.slice(unread.position(), length));
        unread.position(unread.position() + length);
        return length;
    }

    @Override
    public int write(ByteBuffer from) {
        int length = from.remaining();
        while (from.hasRemaining()) {
            written.write(from.get());
        }
        return length;
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public void close() {
        // memory
    }
}
