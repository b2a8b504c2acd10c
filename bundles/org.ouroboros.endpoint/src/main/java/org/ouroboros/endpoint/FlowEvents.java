// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.ouroboros.api.Flow;
import org.ouroboros.api.FlowEvent;
import org.ouroboros.api.FlowListener;
import org.ouroboros.loop.IpcpLoop;

/** The events of one flow, on their way to its listener or set. Event objects are made once per flow. */
final class FlowEvents {
    private final Flow flow;
    private final Map<FlowEvent.Kind, Optional<FlowEvent>> events = new EnumMap<>(FlowEvent.Kind.class);
    private final Pipe incoming;
    private final IpcpLoop loop;
    private volatile @Nullable EventSink sink;
    private boolean ended; // monitor

    FlowEvents(Flow flow, Pipe incoming, IpcpLoop loop) {
        this.flow = flow;
        for (FlowEvent.Kind kind : FlowEvent.Kind.values()) {
            events.put(kind, Optional.of(new FlowEvent(flow, kind)));
        }
        this.incoming = incoming;
        this.loop = loop;
    }

    /** {@return an event of this flow; never empty} */
    Optional<FlowEvent> event(FlowEvent.Kind kind) {
        return Objects.requireNonNull(events.get(kind));
    }

    /** {@return whether the events go to a sink} */
    boolean goTo(EventSink candidate) {
        return sink == candidate;
    }

    /** Says that packets may have arrived. Any thread, behind a full fence. */
    void arrived() {
        EventSink current = sink;
        if (current != null) {
            current.arrived();
        }
    }

    void raise(FlowEvent.Kind kind) {
        EventSink current = sink;
        if (current != null) {
            current.raise(kind);
        }
    }

    void listen(FlowListener listener) {
        use(new Listening(this, listener, new Backlog(incoming), loop), "remove it there before listening to it");
    }

    /** Has the events collected by a set. */
    void join(ReadyFlows.Member member) {
        use(member, "a flow is in one set at most");
    }

    synchronized void leave(ReadyFlows.Member member) {
        if (sink == member) {
            sink = null;
        }
    }

    /** Tells nobody anything any more. */
    void end() {
        EventSink last;
        synchronized (this) {
            ended = true;
            last = sink;
            sink = null;
        }
        if (last != null) {
            last.ended();
        }
    }

    private void use(EventSink next, String advice) {
        boolean late;
        synchronized (this) {
            if (sink instanceof ReadyFlows.Member) {
                throw new IllegalStateException(flow + " is in a flow set: " + advice);
            }
            late = ended;
            if (!late) {
                sink = next;
            }
        }
        if (late) {
            next.ended();
        } else {
            next.arrived(); // of what waits; who puts a packet in at this moment says so too, and it counts once
        }
    }
}
