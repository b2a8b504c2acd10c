// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/**
 * Streams of a session as channels that outlive an interrupt.
 *
 * <p>The JDK's own close the stream when a thread that was interrupted reads or writes: after one Ctrl-C a session would be
 * deaf and mute.
 */
final class StreamChannel {
    private StreamChannel() {}

    static ReadableByteChannel of(InputStream in) {
        return new ReadableByteChannel() {
            @Override
            public int read(ByteBuffer to) throws IOException {
                byte[] bytes = new byte[Math.min(to.remaining(), 1024)];
                int read = in.read(bytes, 0, bytes.length);
                if (read > 0) {
                    to.put(bytes, 0, read);
                }
                return read;
            }

            @Override
            public boolean isOpen() {
                return true;
            }

            @Override
            public void close() {
                // the session's owner closes the stream
            }
        };
    }

    static WritableByteChannel of(OutputStream out) {
        return new WritableByteChannel() {
            @Override
            public int write(ByteBuffer from) throws IOException {
                byte[] bytes = new byte[from.remaining()];
                from.get(bytes);
                out.write(bytes);
                out.flush();
                return bytes.length;
            }

            @Override
            public boolean isOpen() {
                return true;
            }

            @Override
            public void close() {
                // the session's owner closes the stream
            }
        };
    }
}
