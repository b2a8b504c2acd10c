// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.console;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import org.apache.felix.gogo.runtime.Closure;
import org.apache.felix.gogo.runtime.Pipe;

/**
 * Output of commands that outlives an interrupt.
 *
 * <p>Gogo has every command print through channels that an interrupt closes, whether it comes during a write or before one: what
 * the command says about its end would be lost, now and then. Gogo offers no other way in than its fields.
 */
final class LastingOutput {
    private static final Field STREAMS = field(Pipe.class, "streams");
    private static final Class<?> MULTIPLE = type(Pipe.class, "MultiChannel");
    private static final Field CHANNELS = field(MULTIPLE, "channels");
    private static final Class<?> CLOSING = type(Closure.class, "WritableByteChannelImpl");
    private static final Field UNDERLYING = field(CLOSING, "out");

    private LastingOutput() {}

    /** Has the pipe of the current thread print past the channels that would be closed. */
    static void ofCurrentPipe() {
        try {
            for (Channel stream : (Channel[]) STREAMS.get(Pipe.getCurrentPipe())) {
                if (MULTIPLE.isInstance(stream)) {
                    passClosing((List<?>) CHANNELS.get(stream));
                }
            }
        } catch (IllegalAccessException e) {
            throw new LinkageError("not the Gogo that this was written for", e);
        }
    }

    @SuppressWarnings("unchecked")
    private static void passClosing(List<?> channels) throws IllegalAccessException {
        for (int i = 0; i < channels.size(); i++) {
            if (CLOSING.isInstance(channels.get(i))) {
                WritableByteChannel underlying = (WritableByteChannel) UNDERLYING.get(channels.get(i));
                ((List<Channel>) channels).set(i, new Passing(underlying));
            }
        }
    }

    private static Class<?> type(Class<?> outer, String name) {
        for (Class<?> inner : outer.getDeclaredClasses()) {
            if (inner.getSimpleName().equals(name)) {
                return inner;
            }
        }
        throw new LinkageError("no " + name + " in " + outer);
    }

    private static Field field(Class<?> of, String name) {
        try {
            Field field = of.getDeclaredField(name);
            field.setAccessible(true);
            return field;
        } catch (NoSuchFieldException e) {
            throw new LinkageError("not the Gogo that this was written for", e);
        }
    }

    /** Another channel than that of the session, which Gogo would suspend a job in the background for. */
    private record Passing(WritableByteChannel to) implements WritableByteChannel {
        @Override
        public int write(ByteBuffer from) throws IOException {
            return to.write(from);
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {
            // the session's owner closes its streams
        }
    }
}
