// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.ouroboros.api.Flow;
import org.ouroboros.api.FlowState;
import org.ouroboros.api.FlowTimedOut;
import org.ouroboros.api.MessageTooLarge;
import org.ouroboros.api.irm.DropReason;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.packet.Packet;
import org.ouroboros.packet.PaddedLongs;

/** The reading side of a flow: takes messages out of a pipe, whole or in pieces, a thread at a time. */
final class FlowReader {
    private final FlowIdentity flow;
    private final FlowStatus status;
    private final Pipe incoming;
    private final Turn turn;
    private final BooleanSupplier readable = this::readable;
    private final PaddedLongs counts = new PaddedLongs(2);
    private final Counter packets = new Counter(counts, 0); // turn, and those below
    private final Counter bytes = new Counter(counts, 1);
    private final Drops drops = new Drops();
    private @Nullable Packet current; // message that is being read in pieces
    private boolean endUnread; // the latest piece ended its message and filled its buffer

    FlowReader(FlowIdentity flow, FlowStatus status, Pipe incoming, IpcpLoop loop) {
        this.flow = flow;
        this.status = status;
        this.incoming = incoming;
        this.turn = new Turn(loop, this::end);
    }

    /** Reads as {@link Flow#read}. */
    int read(ByteBuffer into, boolean partial, Optional<Duration> timeout) throws InterruptedException {
        checkRoom(into);
        long limitNs = Turn.limitNs(timeout);
        long sinceNs = turn.sinceNs(limitNs);
        if (!turn.enter(sinceNs, limitNs)) {
            throw timedOut(limitNs);
        }
        try {
            int count = take(into, partial, true);
            while (count == Flow.WOULD_BLOCK) {
                if (!turn.await(readable, sinceNs, limitNs)) {
                    throw timedOut(limitNs);
                }
                count = take(into, partial, true);
            }
            return count;
        } finally {
            leave();
        }
    }

    /** Reads as {@link Flow#tryRead}. */
    int tryRead(ByteBuffer into, boolean partial) {
        checkRoom(into);
        if (!turn.tryEnter()) {
            return Flow.WOULD_BLOCK;
        }
        try {
            return take(into, partial, false);
        } finally {
            leave();
        }
    }

    /** Has a reader that waits look again. Any thread, behind a full fence. */
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

    /** Adds the messages that did not fit the reader's buffer to other sums. */
    void addDropsTo(Map<DropReason, Long> sums) {
        drops.addTo(sums);
    }

    private void leave() {
        turn.leave();
        incoming.announceRoom();
    }

    private boolean readable() {
        return !incoming.isEmpty() || !status.isUp();
    }

    /** Takes bytes of the current message, or of the next, for a thread that may rest or not. */
    private int take(ByteBuffer into, boolean partial, boolean mayRest) {
        FlowState seen = status.state(); // before the queue: what was sent before the peer left is delivered first
        if (seen == FlowState.DEALLOCATED) {
            throw status.refusal(flow, seen);
        }
        if (endUnread) {
            endUnread = false;
            if (partial) {
                return 0;
            }
        }
        boolean begun = current != null;
        Packet message = begun ? current : incoming.take(mayRest);
        if (message == null) {
            if (seen != FlowState.UP) {
                throw status.refusal(flow, seen);
            }
            return Flow.WOULD_BLOCK;
        }
        if (!partial && message.messageLength() > into.remaining()) {
            throw tooLarge(message, into.remaining());
        }
        if (!begun) {
            packets.add(1);
        }
        return piece(message, begun, into, partial);
    }

    private int piece(Packet first, boolean begun, ByteBuffer into, boolean partial) {
        Packet message = first;
        int count = message.get(into);
        while (message.length() == 0 && message.rest() != null) {
            message = next(message);
            count += message.get(into);
        }
        bytes.add(count);
        boolean more = message.length() > 0;
        if (more || begun) { // else not written: the writer at the other end reads what lies beside it
            current = more ? message : null;
        }
        if (!more) {
            message.release();
            if (partial) {
                endUnread = !into.hasRemaining();
            }
        }
        return count;
    }

    /** Releases a packet that was read, and goes on to the one behind it. */
    private static Packet next(Packet read) {
        Packet behind = Objects.requireNonNull(read.detach());
        read.release();
        return behind;
    }

    private MessageTooLarge tooLarge(Packet message, int room) {
        int size = message.messageLength();
        current = null;
        message.release();
        drops.add(DropReason.TOO_LARGE, 1);
        return new MessageTooLarge(
                room, flow + ": a message of " + size + " bytes does not fit a buffer with room for " + room);
    }

    private void checkRoom(ByteBuffer into) {
        if (!into.hasRemaining()) {
            throw new IllegalArgumentException(flow + ": a buffer without room cannot take a message");
        }
    }

    private FlowTimedOut timedOut(long limitNs) {
        return new FlowTimedOut(flow + ": no message came within " + Duration.ofNanos(limitNs));
    }

    private void end() {
        Packet unread = current;
        current = null;
        if (unread != null) {
            unread.release();
        }
        incoming.closeConsumer();
    }
}
