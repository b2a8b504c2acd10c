// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.reliability.frcp;

import java.nio.ByteBuffer;
import org.ouroboros.api.Flow;
import org.ouroboros.api.FlowOptions;
import org.ouroboros.loop.simulation.SimulatedLoop;

/** Numbered messages from one end of a flow to the other, as fast as both take them, or slower. Checks each that arrives. */
final class Traffic {
    private static final long LOOK_NS = 200_000;
    private static final int LARGEST = 1_400;

    private final SimulatedLoop loop;
    private final Flow from;
    private final Flow to;
    private final long messages;
    private final boolean lossy;
    private final ByteBuffer buffer = ByteBuffer.allocate(100_000);
    private int size;
    private long written;
    private long received;
    private long latest = -1;
    private long readEveryNs = LOOK_NS;
    private int readAtOnce = Integer.MAX_VALUE;
    private long pausedUntilNs;
    private boolean stopped;

    /**
     * Describes traffic that does not run yet.
     *
     * @param size bytes of each message; 0 for sizes that vary
     * @param lossy whether messages may be missing
     */
    Traffic(SimulatedLoop loop, Flow from, Flow to, long messages, int size, boolean lossy) {
        this.loop = loop;
        this.from = from;
        this.to = to;
        this.messages = messages;
        this.size = size;
        this.lossy = lossy;
        this.pausedUntilNs = loop.nowNs();
    }

    Traffic readSlowly(int packets, long everyNs) {
        readAtOnce = packets;
        readEveryNs = everyNs;
        return this;
    }

    Traffic start() {
        to.options(FlowOptions.DEFAULT.withPartialReads(false));
        write();
        read();
        return this;
    }

    void pause(long timeNs) {
        pausedUntilNs = loop.nowNs() + timeNs;
    }

    /** Reads no more. */
    void stop() {
        stopped = true;
    }

    long written() {
        return written;
    }

    long received() {
        return received;
    }

    boolean done() {
        return written == messages && received == messages;
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
        if (!stopped && loop.nowNs() - pausedUntilNs >= 0) {
            for (int i = 0; i < readAtOnce && to.tryRead(buffer.clear()) >= 0; i++) {
                check(buffer.flip());
            }
        }
        if (received < messages && !stopped) {
            loop.at(readEveryNs, this::read);
        }
    }

    private void check(ByteBuffer message) {
        long number = message.getLong(0);
        if (number <= latest || (!lossy && number != latest + 1)) {
            throw new AssertionError("message " + number + " after " + latest);
        }
        if (!message(number).equals(message)) {
            throw new AssertionError("message " + number + " was changed: " + message.remaining() + " bytes");
        }
        latest = number;
        received++;
    }

    private ByteBuffer message(long number) {
        int length = size > 0 ? size : Long.BYTES + (int) (number * 31 % (LARGEST - Long.BYTES));
        ByteBuffer message = ByteBuffer.allocate(length).putLong(number);
        for (int at = Long.BYTES; at < length; at += 97) {
            message.put(at, (byte) (number + at));
        }
        return message.clear();
    }
}
