// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint;

import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.ouroboros.api.Flow;
import org.ouroboros.api.FlowDown;
import org.ouroboros.api.FlowEvent;
import org.ouroboros.api.FlowListener;
import org.ouroboros.api.FlowOptions;
import org.ouroboros.api.FlowState;
import org.ouroboros.api.FlowTimedOut;
import org.ouroboros.api.MessageTooLarge;
import org.ouroboros.api.QosSpec;
import org.ouroboros.endpoint.FlowStatus.Cause;
import org.ouroboros.packet.Packet;

/**
 * The face of a flow to an application: an end of two {@link Pipe}s, with what an application may do on it.
 *
 * <p>Readers take turns, and so do writers; each side's turn owns its end of its pipe. {@link #deallocate} takes no turn: if
 * a reader or writer is at work, that one closes the end when it leaves.
 */
public final class ApplicationFlow implements Flow, FlowEndpoint {
    /** How often a writer looks again when the system is out of packets, which nobody announces. */
    private static final long POOL_RETRY_NS = 1_000_000;

    private final FlowIdentity identity;
    private final Pipe incoming;
    private final Pipe outgoing;
    private final ApplicationPort port;
    private final Runnable onDeallocated;
    private final int largestMessage;

    private final FlowStatus status = new FlowStatus();
    private final FlowEvents events;
    private final Gate arrivals = new Gate();
    private final Gate room = new Gate();
    private final ReentrantLock reading = new ReentrantLock();
    private final ReentrantLock writing = new ReentrantLock();
    private final Counter receivedPackets = new Counter();
    private final Counter receivedBytes = new Counter();
    private final Counter sentPackets = new Counter();
    private final Counter sentBytes = new Counter();
    private volatile FlowOptions options = FlowOptions.DEFAULT;
    private volatile String downReason = "";
    private @Nullable Packet current; // reading turn: message that is being read in pieces
    private boolean endUnread; // reading turn: the latest piece ended its message and filled its buffer

    ApplicationFlow(
            FlowIdentity identity,
            Pipe incoming,
            Pipe outgoing,
            ApplicationPort port,
            int largestMessage,
            Runnable onDeallocated) {
        this.identity = identity;
        this.incoming = incoming;
        this.outgoing = outgoing;
        this.port = port;
        this.largestMessage = largestMessage;
        this.onDeallocated = onDeallocated;
        this.events = new FlowEvents(this);
        incoming.onArrival(this::arrived);
        outgoing.onRoom(room::open);
    }

    @Override
    public int id() {
        return identity.id();
    }

    @Override
    public String name() {
        return identity.name();
    }

    @Override
    public QosSpec qos() {
        return identity.qos();
    }

    @Override
    public FlowState state() {
        return status.state();
    }

    @Override
    public int largestMessage() {
        return largestMessage;
    }

    @Override
    public int read(ByteBuffer into) throws InterruptedException {
        FlowOptions now = options;
        checkReadable(now, into);
        long deadline = deadline(now.readTimeout());
        if (!enter(reading, deadline)) {
            throw timedOut("read", now.readTimeout());
        }
        try {
            while (true) {
                int count = take(into, now.partialReads());
                if (count != WOULD_BLOCK) {
                    return count;
                }
                if (!arrivals.await(this::readable, deadline)) {
                    throw timedOut("read", now.readTimeout());
                }
            }
        } finally {
            leaveReading();
        }
    }

    @Override
    public int tryRead(ByteBuffer into) {
        FlowOptions now = options;
        checkReadable(now, into);
        if (!reading.tryLock()) {
            return WOULD_BLOCK;
        }
        try {
            return take(into, now.partialReads());
        } finally {
            leaveReading();
        }
    }

    @Override
    public void write(ByteBuffer message) throws InterruptedException {
        FlowOptions now = options;
        checkWritable(now, message);
        long deadline = deadline(now.writeTimeout());
        if (!enter(writing, deadline)) {
            throw timedOut("write", now.writeTimeout());
        }
        try {
            while (!put(message)) {
                awaitRoom(deadline, now.writeTimeout());
            }
        } finally {
            leaveWriting();
        }
    }

    @Override
    public boolean tryWrite(ByteBuffer message) {
        checkWritable(options, message);
        if (!writing.tryLock()) {
            return false;
        }
        try {
            return put(message);
        } finally {
            leaveWriting();
        }
    }

    @Override
    public FlowOptions options() {
        return options;
    }

    @Override
    public void options(FlowOptions newOptions) {
        options = newOptions;
    }

    @Override
    public int receiveQueueLength() {
        return incoming.size();
    }

    @Override
    public int sendQueueLength() {
        return outgoing.size();
    }

    @Override
    public void markDown() {
        if (changed(status.add(Cause.MARKED_HERE), "marked down at this end", FlowEvent.Kind.DOWN)) {
            port.markDown();
        }
    }

    @Override
    public void markUp() {
        if (status.has(Cause.MARKED_HERE)) {
            changed(status.remove(Cause.MARKED_HERE), "", FlowEvent.Kind.UP);
            port.markUp();
        }
    }

    @Override
    public void listen(FlowListener listener) {
        events.listen(listener);
        raiseWaiting();
    }

    @Override
    public ByteChannel channel() {
        return new FlowByteChannel(this);
    }

    @Override
    public void deallocate() {
        if (!status.add(Cause.DEALLOCATED)) {
            return;
        }
        arrivals.open();
        room.open();
        closeReading();
        closeWriting();
        port.release();
        onDeallocated.run();
    }

    @Override
    public FlowCounters counters() {
        return new FlowCounters(
                sentPackets.get(), sentBytes.get(), receivedPackets.get(), receivedBytes.get(), port.dropped());
    }

    @Override
    public String policies() {
        return port.policies();
    }

    @Override
    public String toString() {
        return identity.toString();
    }

    /** Takes what the layer says of the flow. Loop. */
    void lost(Cause cause, String reason, FlowEvent.Kind event) {
        changed(status.add(cause), reason, event);
    }

    /** Takes that the layer carries the flow again. Loop. */
    void regained() {
        if (status.remove(Cause.LAYER_DOWN)) {
            changed(true, "", FlowEvent.Kind.UP);
        }
    }

    void join(ReadyFlows.Member member) {
        events.join(member);
        raiseWaiting();
    }

    void leave(ReadyFlows.Member member) {
        events.leave(member);
    }

    Optional<FlowEvent> event(FlowEvent.Kind kind) {
        return events.event(kind);
    }

    private boolean changed(boolean stateChanged, String reason, FlowEvent.Kind event) {
        if (stateChanged) {
            downReason = reason;
            arrivals.open();
            room.open();
            events.raise(event);
        }
        return stateChanged;
    }

    private void arrived() {
        arrivals.open();
        events.raise(FlowEvent.Kind.PACKET);
    }

    private void raiseWaiting() {
        for (int waiting = incoming.size(); waiting > 0; waiting--) {
            events.raise(FlowEvent.Kind.PACKET);
        }
    }

    private boolean readable() {
        return !incoming.isEmpty() || !status.isUp();
    }

    private void awaitRoom(long deadline, Optional<Duration> limit) throws InterruptedException {
        boolean queueFull = outgoing.isFull();
        long until = queueFull ? deadline : Math.min(deadline, System.nanoTime() + POOL_RETRY_NS);
        boolean ready = room.await(() -> !status.isUp() || (queueFull && !outgoing.isFull()), until);
        if (!ready && until == deadline) {
            throw timedOut("write", limit);
        }
    }

    /** Takes bytes of the current message, or of the next. Reading turn. */
    private int take(ByteBuffer into, boolean partial) {
        FlowState seen = status.state(); // before the queue: what was sent before the peer left is delivered first
        if (seen == FlowState.DEALLOCATED) {
            throw down(seen);
        }
        if (endUnread) {
            endUnread = false;
            if (partial) {
                return 0;
            }
        }
        Packet message = current != null ? current : incoming.poll();
        if (message == null) {
            if (seen != FlowState.UP) {
                throw down(seen);
            }
            return WOULD_BLOCK;
        }
        return partial ? piece(message, into) : whole(message, into);
    }

    private int piece(Packet message, ByteBuffer into) {
        boolean first = current == null;
        int count = message.get(into);
        receivedBytes.add(count);
        if (first) {
            receivedPackets.add(1);
        }
        if (message.length() > 0) {
            current = message;
        } else {
            current = null;
            incoming.recycle(message);
            endUnread = !into.hasRemaining();
        }
        return count;
    }

    private int whole(Packet message, ByteBuffer into) {
        current = null;
        int size = message.length();
        int space = into.remaining();
        if (size <= space) {
            message.get(into);
            receivedBytes.add(size);
            receivedPackets.add(1);
        }
        incoming.recycle(message);
        if (size > space) {
            throw new MessageTooLarge(
                    space, this + ": a message of " + size + " bytes does not fit a buffer with room for " + space);
        }
        return size;
    }

    /** Puts a message into the outgoing queue if there is room. Writing turn. */
    private boolean put(ByteBuffer message) {
        FlowState seen = status.state();
        if (seen != FlowState.UP) {
            throw down(seen);
        }
        int size = message.remaining();
        if (size == 0 && port.paired()) {
            return true; // the peer needs no sign of life
        }
        if (outgoing.isFull()) {
            return false;
        }
        Packet slot = outgoing.slot();
        if (slot == null) {
            return false;
        }
        slot.put(message);
        outgoing.offer(slot); // has room: nobody else puts packets in
        sentPackets.add(1);
        sentBytes.add(size);
        return true;
    }

    private void checkReadable(FlowOptions now, ByteBuffer into) {
        if (now.access() == FlowOptions.Access.WRITE_ONLY) {
            throw new IllegalStateException(this + " is write-only: change its options to read");
        }
        if (!into.hasRemaining()) {
            throw new IllegalArgumentException(this + ": a buffer without room cannot take a message");
        }
    }

    private void checkWritable(FlowOptions now, ByteBuffer message) {
        if (now.access() == FlowOptions.Access.READ_ONLY) {
            throw new IllegalStateException(this + " is read-only: change its options to write");
        }
        if (message.remaining() > largestMessage) {
            throw new MessageTooLarge(
                    largestMessage,
                    this + ": a message of " + message.remaining() + " bytes is larger than " + largestMessage);
        }
    }

    private FlowDown down(FlowState state) {
        String why =
                switch (state) {
                    case UP, DOWN -> downReason;
                    case PEER_DEAD -> "nothing heard of the peer for " + qos().timeoutMs() + " ms";
                    case PEER_DEALLOCATED -> "deallocated by the peer";
                    case DEALLOCATED -> "deallocated";
                };
        return new FlowDown(state, this + " is down: " + why);
    }

    private FlowTimedOut timedOut(String operation, Optional<Duration> limit) {
        return new FlowTimedOut(this + ": " + operation + " took longer than "
                + limit.orElseThrow().toMillis() + " ms");
    }

    private static long deadline(Optional<Duration> limit) {
        return limit.isEmpty() ? Gate.NEVER : System.nanoTime() + limit.get().toNanos();
    }

    private static boolean enter(ReentrantLock turn, long deadline) throws InterruptedException {
        if (turn.tryLock()) {
            return true;
        }
        if (deadline == Gate.NEVER) {
            turn.lockInterruptibly();
            return true;
        }
        return turn.tryLock(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    private void leaveReading() {
        reading.unlock();
        if (status.has(Cause.DEALLOCATED)) {
            closeReading();
        }
    }

    private void leaveWriting() {
        writing.unlock();
        if (status.has(Cause.DEALLOCATED)) {
            closeWriting();
        }
    }

    private void closeReading() {
        if (reading.tryLock()) {
            try {
                Packet unread = current;
                current = null;
                if (unread != null) {
                    unread.release();
                }
                incoming.closeConsumer();
            } finally {
                reading.unlock();
            }
        }
    }

    private void closeWriting() {
        if (writing.tryLock()) {
            try {
                outgoing.closeProducer();
            } finally {
                writing.unlock();
            }
        }
    }
}
