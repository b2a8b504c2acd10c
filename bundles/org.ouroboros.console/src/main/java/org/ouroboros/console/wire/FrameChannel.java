// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.console.wire;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Frames over a connected channel. One thread receives; any thread sends. Both block.
 *
 * <p>Its memory is two frames, whatever the peer sends.
 */
public final class FrameChannel implements AutoCloseable {
    /** The most bytes that a {@link Frame.Data}, {@link Frame.Output} or {@link Frame.ErrorOutput} carries. */
    public static final int MAX_BYTES = FrameFormat.MAX_PAYLOAD - 1;

    private static final int LARGEST = FrameFormat.HEADER + FrameFormat.MAX_PAYLOAD;

    private final ByteChannel channel;
    /** Of the receiving thread; holds bytes that were received and not read yet. */
    private final ByteBuffer received = ByteBuffer.allocate(LARGEST).limit(0);

    private final ReentrantLock sending = new ReentrantLock();
    /** Guarded by {@link #sending}. */
    private final ByteBuffer sent = ByteBuffer.allocate(LARGEST);

    /** @param channel a blocking one, closed with this */
    public FrameChannel(ByteChannel channel) {
        this.channel = channel;
    }

    /**
     * Sends a frame.
     *
     * @param frame with at most {@link #MAX_BYTES}
     * @throws IOException if the peer is gone
     */
    public void send(Frame frame) throws IOException {
        sending.lock();
        try {
            sent.clear();
            FrameFormat.write(sent, frame);
            sent.flip();
            while (sent.hasRemaining()) {
                channel.write(sent);
            }
        } finally {
            sending.unlock();
        }
    }

    /**
     * Receives a frame.
     *
     * @return the frame, {@code null} if the peer has closed between two frames
     * @throws MalformedFrame if the bytes are no frame; what follows them cannot be read
     * @throws IOException if the channel fails, or ends inside a frame
     */
    public @Nullable Frame receive() throws IOException {
        if (!fill(FrameFormat.HEADER)) {
            return null;
        }
        int type = Byte.toUnsignedInt(received.get());
        int length = Short.toUnsignedInt(received.getShort());
        if (length > FrameFormat.MAX_PAYLOAD) {
            throw new MalformedFrame("frame of " + length + " bytes; at most " + FrameFormat.MAX_PAYLOAD + " fit");
        }
        if (!fill(length)) {
            throw new EOFException("the peer closed inside a frame");
        }
        Frame frame = FrameFormat.read(type, received.slice(received.position(), length));
        received.position(received.position() + length);
        return frame;
    }

    /** Whether so many bytes are there now; if not, the channel ended before the first of them. */
    private boolean fill(int length) throws IOException {
        if (received.remaining() >= length) {
            return true;
        }
        received.compact();
        try {
            while (received.position() < length) {
                if (channel.read(received) < 0) {
                    if (received.position() > 0) {
                        throw new EOFException("the peer closed inside a frame");
                    }
                    return false;
                }
            }
            return true;
        } finally {
            received.flip();
        }
    }

    /** Closes the channel; whoever sends or receives gets an exception. */
    @Override
    public void close() throws IOException {
        channel.close();
    }
}
