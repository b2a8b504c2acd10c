// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.launcher;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.ouroboros.console.wire.Frame;
import org.ouroboros.console.wire.FrameChannel;

/**
 * What is typed on the terminal of the process, for one session after the other.
 *
 * <p>One thread reads, for as long as the process runs, as nothing ends a read of a terminal: what it has read while there is no
 * session waits for the next.
 */
final class Keyboard {
    private final InputStream keys = new FileInputStream(FileDescriptor.in);

    /** Guarded by this: takes what is typed; null between sessions. */
    private @Nullable Consumer<Frame> session;

    Keyboard() {
        Thread.ofPlatform().daemon().name("ouroboros-type").start(this::read);
    }

    /** From now on this takes what is typed; {@code null} to have it wait. */
    synchronized void type(@Nullable Consumer<Frame> into) {
        session = into;
        notifyAll();
    }

    private void read() {
        byte[] bytes = new byte[FrameChannel.MAX_BYTES];
        try {
            int length = keys.read(bytes);
            while (length >= 0) {
                hand(new Frame.Data(Frame.Stream.INPUT, ByteBuffer.wrap(Arrays.copyOf(bytes, length))));
                length = keys.read(bytes);
            }
            hand(new Frame.End(Frame.Stream.INPUT));
        } catch (IOException | InterruptedException gone) {
            return; // with the terminal
        }
    }

    private void hand(Frame typed) throws InterruptedException {
        Consumer<Frame> present;
        synchronized (this) {
            while (session == null) {
                wait();
            }
            present = session;
        }
        present.accept(typed);
    }
}
