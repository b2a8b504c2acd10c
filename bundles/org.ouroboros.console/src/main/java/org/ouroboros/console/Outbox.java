// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.console;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.ouroboros.console.wire.Frame;
import org.ouroboros.console.wire.FrameChannel;

/**
 * Frames on their way to one shell, sent by a thread of their own.
 *
 * <p>Bounded: who prints faster than the shell reads waits, until it reads or is gone. An interrupt of who prints would close the
 * socket itself. Any thread puts.
 */
final class Outbox {
    private static final int MAX_FRAMES = 32;

    private final FrameChannel channel;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    /** Guarded by {@link #lock}, as the fields below. */
    private final Queue<Frame> frames = new ArrayDeque<>();

    private boolean closed;

    Outbox(FrameChannel channel) {
        this.channel = channel;
    }

    /** Sends what is put, until the last frame is sent or the shell is gone. */
    void run() {
        try {
            for (Frame frame = take(); frame != null; frame = take()) {
                channel.send(frame);
            }
        } catch (IOException | InterruptedException gone) {
            finish();
        }
    }

    private @Nullable Frame take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (frames.isEmpty() && !closed) {
                changed.await();
            }
            changed.signalAll();
            return frames.poll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for room and queues a frame. An interrupt does not end the wait: what a command says about its end would be lost.
     *
     * @throws IOException if the shell is gone
     */
    void put(Frame frame) throws IOException {
        lock.lock();
        try {
            while (frames.size() >= MAX_FRAMES && !closed) {
                changed.awaitUninterruptibly();
            }
            if (closed) {
                throw new IOException("the shell is gone");
            }
            frames.add(frame);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Queues the last frames without waiting and lets nothing more in; {@link #run} ends when they are sent. */
    void finish(Frame... last) {
        lock.lock();
        try {
            if (!closed) {
                closed = true;
                frames.addAll(List.of(last));
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** A stream whose bytes become frames. */
    OutputStream stream(Function<ByteBuffer, Frame> frame) {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                for (int at = offset; at < offset + length; at += FrameChannel.MAX_BYTES) {
                    int end = Math.min(offset + length, at + FrameChannel.MAX_BYTES);
                    put(frame.apply(ByteBuffer.wrap(Arrays.copyOfRange(bytes, at, end))));
                }
            }
        };
    }
}
