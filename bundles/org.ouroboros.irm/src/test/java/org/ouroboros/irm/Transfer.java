// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import org.ouroboros.api.Flow;
import org.ouroboros.api.FlowOptions;
import org.ouroboros.api.FlowState;
import org.ouroboros.loop.simulation.SimulatedLoop;

/** Numbered messages from one end of a flow to the other, as fast as both take them, or slower. Checks every byte that arrives. */
final class Transfer {
    /** Messages of every length that fits. */
    static final int ANY_SIZE = 0;

    private static final long LOOK_NS = 200_000;
    private static final int NOISE_BYTES = 1 << 16;
    private static final byte[] NOISE = new byte[NOISE_BYTES + (1 << 17)];

    static {
        new SplittableRandom(1).nextBytes(NOISE);
    }

    private final SimulatedLoop loop;
    private final Flow from;
    private final Flow to;
    private long messages;
    private final int size;
    private final ByteBuffer out;
    private final ByteBuffer in;
    private long written;
    private long received;
    private long expected;
    private boolean lossy;
    private long readEveryNs = LOOK_NS;
    private int readAtOnce = Integer.MAX_VALUE;

    /**
     * Describes a transfer that does not run yet.
     *
     * @param size bytes of each message, or {@link #ANY_SIZE}
     */
    Transfer(SimulatedLoop loop, Flow from, Flow to, long messages, int size) {
        this.loop = loop;
        this.from = from;
        this.to = to;
        this.messages = messages;
        this.size = size;
        this.out = ByteBuffer.allocate(from.largestMessage());
        this.in = ByteBuffer.allocate(from.largestMessage() + 1);
    }

    /** {@return what messages are made of, behind their numbers} */
    static Plaintext plaintext() {
        return new Plaintext(NOISE);
    }

    /** Has messages be missing, but never come late. */
    Transfer lossy() {
        lossy = true;
        return this;
    }

    Transfer readSlowly(int atOnce, long everyNs) {
        readAtOnce = atOnce;
        readEveryNs = everyNs;
        return this;
    }

    Transfer start() {
        to.options(FlowOptions.DEFAULT.withPartialReads(false));
        write();
        read();
        return this;
    }

    /** Writes no more, and does not wait for messages that may be missing. */
    void end() {
        messages = lossy ? 0 : written;
    }

    long written() {
        return written;
    }

    long received() {
        return received;
    }

    boolean done() {
        return received == messages;
    }

    private void write() {
        while (written < messages && from.tryWrite(message(written))) {
            written++;
        }
        if (written < messages) {
            loop.at(LOOK_NS, this::write);
        }
    }

    private void read() {
        for (int i = 0; i < readAtOnce && received < messages && to.tryRead(in.clear()) >= 0; i++) {
            check(in.flip());
        }
        if (received < messages && to.state() == FlowState.UP) {
            loop.at(readEveryNs, this::read);
        }
    }

    private void check(ByteBuffer message) {
        long number = message.getLong(0);
        if (number < expected || number >= written || (!lossy && number != expected)) {
            throw new AssertionError("message " + number + " instead of " + expected);
        }
        if (!message(number).equals(message)) {
            throw new AssertionError("message " + number + " was changed: " + message.remaining() + " bytes");
        }
        expected = number + 1;
        received++;
    }

    private ByteBuffer message(long number) {
        int length = size == ANY_SIZE ? Long.BYTES + (int) (number * 7_919 % (out.capacity() - Long.BYTES)) : size;
        return out.clear()
                .putLong(number)
                .put(NOISE, (int) (number * 31 % NOISE_BYTES), length - Long.BYTES)
                .flip();
    }
}
