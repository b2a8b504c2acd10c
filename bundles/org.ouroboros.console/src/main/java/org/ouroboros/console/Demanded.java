// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.ouroboros.console.wire.Frame;

/** A stream of a shell that is asked for, a piece at a time, when somebody reads it. */
final class Demanded extends InputStream {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final Outbox outbox;
    private final Frame.Stream stream;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();

    /** Guarded by {@link #lock}, as the fields below. */
    private ByteBuffer piece = NOTHING;

    private boolean wanted;
    private boolean ended;

    Demanded(Outbox outbox, Frame.Stream stream) {
        this.outbox = outbox;
        this.stream = stream;
    }

    /** Takes what was asked for. {@return whether it was} */
    boolean supply(ByteBuffer bytes) {
        lock.lock();
        try {
            if (!wanted) {
                return false;
            }
            wanted = false;
            piece = bytes.duplicate();
            arrived.signalAll();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** There is no more. */
    void end() {
        lock.lock();
        try {
            ended = true;
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        lock.lock();
        try {
            while (!piece.hasRemaining()) {
                if (ended) {
                    return -1;
                }
                if (!wanted) {
                    wanted = true;
                    outbox.put(new Frame.Want(stream));
                }
                arrived.await();
            }
            int count = Math.min(length, piece.remaining());
            piece.get(to, offset, count);
            return count;
        } catch (InterruptedException e) {
            throw new InterruptedIOException("interrupted while it read");
        } finally {
            lock.unlock();
        }
    }
}
