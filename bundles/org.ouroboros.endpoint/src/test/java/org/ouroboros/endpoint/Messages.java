// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.ouroboros.api.Flow;
import org.ouroboros.packet.Packet;
import org.ouroboros.packet.PacketPool;

/** Messages as tests write and read them. */
final class Messages {
    private Messages() {}

    static ByteBuffer message(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    static void assertSays(String what, Throwable failure) {
        if (!String.valueOf(failure.getMessage()).contains(what)) {
            throw new AssertionError("it does not say '" + what + "'", failure);
        }
    }

    /** {@return an empty packet} */
    static Packet packet(PacketPool pool) {
        return Objects.requireNonNull(pool.take(), "the pool is empty");
    }

    static ByteBuffer ofSize(int bytes) {
        return ByteBuffer.allocate(bytes);
    }

    /** {@return a message that says its number, of a size that follows from it} */
    static ByteBuffer numbered(long number) {
        ByteBuffer message = ByteBuffer.allocate(Long.BYTES + (int) (number * 7 % 200));
        message.putLong(number);
        while (message.hasRemaining()) {
            message.put((byte) (number + message.position()));
        }
        return message.flip();
    }

    /** {@return the number of a message that arrived as it was written} */
    static long number(ByteBuffer received) {
        long number = received.getLong(received.position());
        if (!numbered(number).equals(received)) {
            throw new AssertionError("message " + number + " was changed: " + received.remaining() + " bytes");
        }
        return number;
    }

    /** Reads a message into a buffer that is large enough. */
    static ByteBuffer take(Flow flow) {
        ByteBuffer into = ByteBuffer.allocate(2_048);
        int count = flow.tryRead(into);
        if (count < 0) {
            throw new AssertionError("nothing to read on " + flow);
        }
        return into.flip();
    }

    static String text(Flow flow) {
        return StandardCharsets.UTF_8.decode(take(flow)).toString();
    }

    /** Reads what is there, as numbers. */
    static List<Long> numbers(Flow flow) {
        List<Long> numbers = new ArrayList<>();
        ByteBuffer into = ByteBuffer.allocate(2_048);
        while (flow.receiveQueueLength() > 0) {
            flow.tryRead(into.clear());
            numbers.add(number(into.flip()));
        }
        return numbers;
    }
}
