// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint;

import java.util.EnumMap;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.ouroboros.api.Flow;
import org.ouroboros.api.FlowEvent;
import org.ouroboros.api.FlowListener;

/** The events of one flow, on their way to its listener or set. Event objects are made once per flow. */
final class FlowEvents {
    private static final System.Logger LOG = System.getLogger(FlowEvents.class.getName());

    private final EnumMap<FlowEvent.Kind, Optional<FlowEvent>> events = new EnumMap<>(FlowEvent.Kind.class);
    private volatile @Nullable EventSink sink;

    FlowEvents(Flow flow) {
        for (FlowEvent.Kind kind : FlowEvent.Kind.values()) {
            events.put(kind, Optional.of(new FlowEvent(flow, kind)));
        }
    }

    Optional<FlowEvent> event(FlowEvent.Kind kind) {
        return events.getOrDefault(kind, Optional.empty());
    }

    void raise(FlowEvent.Kind kind) {
        EventSink current = sink;
        if (current != null) {
            current.raise(kind);
        }
    }

    synchronized void listen(FlowListener listener) {
        if (sink instanceof ReadyFlows.Member) {
            throw new IllegalStateException("the flow is in a flow set: remove it there before listening to it");
        }
        sink = kind -> tell(listener, kind);
    }

    synchronized void join(ReadyFlows.Member member) {
        if (sink instanceof ReadyFlows.Member) {
            throw new IllegalStateException("the flow is in a flow set already");
        }
        sink = member;
    }

    synchronized void leave(ReadyFlows.Member member) {
        if (sink == member) {
            sink = null;
        }
    }

    private void tell(FlowListener listener, FlowEvent.Kind kind) {
        try {
            event(kind).ifPresent(listener::onEvent);
        } catch (RuntimeException failure) {
            LOG.log(System.Logger.Level.WARNING, "a flow listener failed on " + kind, failure);
        }
    }
}
