// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.app.oping.server;

import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import org.ouroboros.api.Flow;
import org.ouroboros.api.FlowDown;
import org.ouroboros.api.FlowListener;
import org.ouroboros.api.FlowOptions;
import org.ouroboros.api.FlowState;
import org.ouroboros.api.FlowTimedOut;
import org.ouroboros.api.MessageTooLarge;
import org.ouroboros.api.QosSpec;

/** One end of a flow on which messages arrive at times that a test lays down. Waiting moves its clock. */
final class ScriptedFlow implements Flow {
    private record Arrival(long atNs, ByteBuffer message) {}

    final List<String> written = new ArrayList<>();
    private final Deque<Arrival> arrivals = new ArrayDeque<>();
    private boolean released;
    private boolean full;
    private long nowNs;
    private FlowOptions options = FlowOptions.DEFAULT;
    private FlowState state = FlowState.UP;

    /** Has a message arrive, later than those before. */
    ScriptedFlow arrive(Duration at, ByteBuffer message) {
        arrivals.add(new Arrival(at.toNanos(), message));
        return this;
    }

    /** Has the peer release the flow after its last message. */
    ScriptedFlow thenReleased() {
        released = true;
        return this;
    }

    /** Has writers find no room. */
    ScriptedFlow full() {
        full = true;
        return this;
    }

    long nanoTime() {
        return nowNs;
    }

    Duration now() {
        return Duration.ofNanos(nowNs);
    }

    @Override
    public int read(ByteBuffer into) {
        Arrival next = arrivals.peek();
        if (next == null && released) {
            throw new FlowDown(FlowState.PEER_DEALLOCATED, "flow 7 was released by its peer");
        }
        long limitNs = options.readTimeout().map(Duration::toNanos).orElseThrow();
        if (next == null || next.atNs() - nowNs > limitNs) {
            nowNs += limitNs;
            throw new FlowTimedOut("flow 7: nothing to read");
        }
        arrivals.remove();
        nowNs = Math.max(nowNs, next.atNs());
        int length = next.message().remaining();
        if (length > into.remaining() && !options.partialReads()) {
            throw new MessageTooLarge(into.remaining(), "a message of " + length + " bytes");
        }
        into.put(next.message());
        return length;
    }

    @Override
    public void write(ByteBuffer message) {
        if (full) {
            nowNs += options.writeTimeout().map(Duration::toNanos).orElseThrow();
            throw new FlowTimedOut("flow 7: no room");
        }
        byte[] bytes = new byte[message.remaining()];
        message.get(bytes);
        written.add(HexFormat.of().formatHex(bytes));
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
    public FlowState state() {
        return state;
    }

    @Override
    public void deallocate() {
        state = FlowState.DEALLOCATED;
    }

    @Override
    public int id() {
        return 7;
    }

    @Override
    public String name() {
        return "srv";
    }

    @Override
    public QosSpec qos() {
        return QosSpec.RAW;
    }

    @Override
    public int largestMessage() {
        throw new UnsupportedOperationException();
    }

    @Override
    public int tryRead(ByteBuffer into) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean tryWrite(ByteBuffer message) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int receiveQueueLength() {
        throw new UnsupportedOperationException();
    }

    @Override
    public int sendQueueLength() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void markDown() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void markUp() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void listen(FlowListener listener) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ByteChannel channel() {
        throw new UnsupportedOperationException();
    }
}
