// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.app.simulation;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.ouroboros.api.Flow;
import org.ouroboros.api.FlowDown;
import org.ouroboros.api.FlowState;
import org.ouroboros.api.FlowTimedOut;
import org.ouroboros.app.RunClock;

/**
 * One end of a flow on which messages arrive at times that were laid down before, and the clock of whoever uses it. Confined to
 * one thread: waiting moves the clock.
 */
public final class ScriptedFlow extends SimulatedFlow implements RunClock {
    private record Arrival(long atNs, ByteBuffer message) {}

    private final Deque<Arrival> arrivals = new ArrayDeque<>();
    private final List<String> written = new ArrayList<>();
    private boolean released;
    private boolean full;
    private boolean forgetful;
    private long nowNs;
    private long costNs;
    private FlowState state = FlowState.UP;

    /** An open flow on which nothing will arrive, at time 0. */
    public ScriptedFlow() {}

    /**
     * Has a message arrive, later than those before.
     *
     * @param at when
     * @param message the message
     * @return this flow
     */
    public ScriptedFlow arrive(Duration at, ByteBuffer message) {
        arrivals.add(new Arrival(TimeUnit.NANOSECONDS.convert(at), message));
        return this;
    }

    /**
     * Has the peer release the flow after its last message.
     *
     * @return this flow
     */
    public ScriptedFlow thenReleased() {
        released = true;
        return this;
    }

    /**
     * Has writers find no room from now on.
     *
     * @return this flow
     */
    public ScriptedFlow full() {
        full = true;
        return this;
    }

    /**
     * Has each write take time.
     *
     * @param ns the time, in nanoseconds
     * @return this flow
     */
    public ScriptedFlow writeTakes(long ns) {
        costNs = ns;
        return this;
    }

    /**
     * Has what is written forgotten from now on; a write then allocates nothing.
     *
     * @return this flow
     */
    public ScriptedFlow forgetting() {
        forgetful = true;
        return this;
    }

    /** {@return the messages that were written, in hexadecimal} */
    public List<String> written() {
        return List.copyOf(written);
    }

    /** {@return time since the start} */
    public Duration now() {
        return Duration.ofNanos(nowNs);
    }

    @Override
    public long nowNs() {
        return nowNs;
    }

    @Override
    public void pause(long ns) {
        nowNs += ns;
    }

    @Override
    public int read(ByteBuffer into) {
        Arrival next = next();
        long limitNs = options().readTimeout().map(Duration::toNanos).orElseThrow();
        if (next == null || next.atNs() - nowNs > limitNs) {
            nowNs += limitNs;
            throw new FlowTimedOut("flow 7: no message came");
        }
        nowNs = Math.max(nowNs, next.atNs());
        return deliver(arrivals.remove().message(), into);
    }

    @Override
    public int tryRead(ByteBuffer into) {
        Arrival next = next();
        if (next == null || next.atNs() > nowNs) {
            return Flow.WOULD_BLOCK;
        }
        return deliver(arrivals.remove().message(), into);
    }

    private @Nullable Arrival next() {
        if (state != FlowState.UP) {
            throw new FlowDown(state, "flow 7 was deallocated");
        }
        if (released && arrivals.isEmpty()) {
            throw new FlowDown(FlowState.PEER_DEALLOCATED, "flow 7 was released by its peer");
        }
        return arrivals.peek();
    }

    @Override
    public void write(ByteBuffer message) {
        if (state != FlowState.UP) {
            throw new FlowDown(state, "flow 7 was deallocated");
        }
        if (full) {
            nowNs += options().writeTimeout().map(Duration::toNanos).orElseThrow();
            throw new FlowTimedOut("flow 7: no room");
        }
        nowNs += costNs;
        if (!forgetful) {
            written.add(hexadecimal(message));
        }
        message.position(message.limit());
    }

    @Override
    public FlowState state() {
        return state;
    }

    @Override
    public void deallocate() {
        state = FlowState.DEALLOCATED;
    }
}
