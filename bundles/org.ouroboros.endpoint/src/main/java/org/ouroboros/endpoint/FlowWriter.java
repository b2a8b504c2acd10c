// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.ouroboros.api.Flow;
import org.ouroboros.api.FlowState;
import org.ouroboros.api.FlowTimedOut;
import org.ouroboros.api.MessageTooLarge;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.packet.Packet;
import org.ouroboros.packet.PaddedLongs;

/** The writing side of a flow: puts messages into a pipe, a thread at a time. */
final class FlowWriter {
    /** How often a writer looks again when the system is out of packets, which nobody announces. */
    private static final long POOL_RETRY_NS = TimeUnit.MILLISECONDS.toNanos(1);

    private final FlowIdentity flow;
    private final FlowStatus status;
    private final MessageCutter cutter;
    private final Pipe outgoing;
    private final boolean signsOfLife;
    private final Runnable onClosed;
    private final IpcpLoop loop;
    private final Turn turn;
    private final BooleanSupplier writable = this::writable;
    private final BooleanSupplier down = this::down;
    private final PaddedLongs counts = new PaddedLongs(2);
    private final Counter packets = new Counter(counts, 0); // turn, and the one below
    private final Counter bytes = new Counter(counts, 1);
    private boolean closed; // turn

    /**
     * Makes the writing side.
     *
     * @param signsOfLife whether empty messages mean something to the other end of the pipe
     * @param onClosed called once, after the last message was put in, when the end of the pipe is closed
     */
    FlowWriter(
            FlowIdentity flow,
            FlowStatus status,
            MessageCutter cutter,
            Pipe outgoing,
            boolean signsOfLife,
            IpcpLoop loop,
            Runnable onClosed) {
        this.flow = flow;
        this.status = status;
        this.cutter = cutter;
        this.outgoing = outgoing;
        this.signsOfLife = signsOfLife;
        this.loop = loop;
        this.onClosed = onClosed;
        this.turn = new Turn(loop, this::end);
        outgoing.onRoom(turn::wake);
    }

    int largestMessage() {
        return cutter.largestMessage();
    }

    /** Writes as {@link Flow#write}. */
    void write(ByteBuffer message, Optional<Duration> timeout) throws InterruptedException {
        checkSize(message);
        long limitNs = Turn.limitNs(timeout);
        long sinceNs = turn.sinceNs(limitNs);
        if (!turn.enter(sinceNs, limitNs)) {
            throw timedOut(limitNs);
        }
        try {
            while (!put(message, true)) {
                if (!awaitRoom(sinceNs, limitNs)) {
                    throw timedOut(limitNs);
                }
            }
        } finally {
            turn.leave();
        }
        outgoing.announce();
    }

    /** Writes as {@link Flow#tryWrite}. */
    boolean tryWrite(ByteBuffer message) {
        checkSize(message);
        if (!turn.tryEnter()) {
            return false;
        }
        boolean written;
        try {
            written = put(message, false);
        } finally {
            turn.leave();
        }
        if (written) {
            outgoing.announce();
        }
        return written;
    }

    /** Has a writer that waits look again. Any thread, behind a full fence. */
    void wake() {
        turn.wake();
    }

    /** Closes this end of the pipe. Any thread. */
    void close() {
        turn.close();
    }

    long packets() {
        return packets.get();
    }

    long bytes() {
        return bytes.get();
    }

    private boolean writable() {
        return !outgoing.isFull() || down();
    }

    private boolean down() {
        return !status.isUp();
    }

    /** Puts a message into the pipe if there is room, for a thread that may rest or not; {@return whether it is done with} */
    private boolean put(ByteBuffer message, boolean mayRest) {
        FlowState seen = status.state();
        if (seen != FlowState.UP) {
            throw status.refusal(flow, seen);
        }
        int size = message.remaining();
        if (size == 0 && !signsOfLife) {
            return true;
        }
        if (!outgoing.hasRoom(mayRest)) {
            return false;
        }
        Packet packet = cutter.cut(message);
        if (packet == null) {
            return false;
        }
        outgoing.put(packet);
        if (size > 0) {
            packets.add(1);
            bytes.add(size);
        }
        return true;
    }

    /** Waits for room in the pipe or, if it has some, for a packet of the pool; {@return false when the time is over} */
    private boolean awaitRoom(long sinceNs, long limitNs) throws InterruptedException {
        if (outgoing.isFull()) {
            return turn.await(writable, sinceNs, limitNs);
        }
        long nowNs = loop.nowNs();
        long leftNs = limitNs == Gate.FOREVER ? POOL_RETRY_NS : limitNs - (nowNs - sinceNs);
        turn.await(down, nowNs, Math.min(leftNs, POOL_RETRY_NS));
        return leftNs > 0;
    }

    private void checkSize(ByteBuffer message) {
        int size = message.remaining();
        int largestMessage = cutter.largestMessage();
        if (size > largestMessage) {
            throw new MessageTooLarge(
                    largestMessage, flow + ": a message of " + size + " bytes is larger than " + largestMessage);
        }
    }

    private FlowTimedOut timedOut(long limitNs) {
        return new FlowTimedOut(flow + ": no room for a message within " + Duration.ofNanos(limitNs));
    }

    private void end() {
        if (!closed) {
            closed = true;
            outgoing.closeProducer();
            onClosed.run();
        }
    }
}
