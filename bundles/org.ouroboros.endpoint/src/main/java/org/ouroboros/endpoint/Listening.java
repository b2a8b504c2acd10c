// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint;

import static java.lang.System.Logger.Level.WARNING;

import java.util.concurrent.atomic.AtomicInteger;
import org.ouroboros.api.FlowEvent;
import org.ouroboros.api.FlowListener;
import org.ouroboros.loop.IpcpLoop;

/**
 * Tells the events of a flow to its listener, one at a time.
 *
 * <p>Who causes an event tells it, unless the listener is being told one already, by another thread or further up the stack: then
 * that call goes on with it. So listeners that answer each other do not recurse. After {@link #TURN} events a loop goes on,
 * so that no thread is kept.
 */
final class Listening implements EventSink {
    private static final System.Logger LOG = System.getLogger(Listening.class.getName());

    /** Events told in one go. */
    private static final int TURN = 64;

    private final FlowEvents events;
    private final FlowListener listener;
    private final Backlog backlog;
    private final IpcpLoop loop;
    private final Runnable turn = this::tell;

    /** Signals since the listener was idle; whoever gives the first one tells. */
    private final AtomicInteger signals = new AtomicInteger();

    private boolean failed; // teller

    Listening(FlowEvents events, FlowListener listener, Backlog backlog, IpcpLoop loop) {
        this.events = events;
        this.listener = listener;
        this.backlog = backlog;
        this.loop = loop;
    }

    @Override
    public void arrived() {
        signal();
    }

    @Override
    public void raise(FlowEvent.Kind kind) {
        backlog.add(kind);
        signal();
    }

    @Override
    public void ended() {}

    private void signal() {
        if (signals.getAndIncrement() == 0) {
            tell();
        }
    }

    private void tell() {
        for (int told = 0; told < TURN; told++) {
            int seen = signals.get();
            FlowEvent.Kind kind = events.goTo(this) ? backlog.take() : null;
            if (kind != null) {
                tell(kind);
            } else if (signals.addAndGet(-seen) == 0) {
                return;
            }
        }
        loop.execute(turn);
    }

    private void tell(FlowEvent.Kind kind) {
        FlowEvent event = events.event(kind).orElseThrow();
        try {
            listener.onEvent(event);
        } catch (RuntimeException | Error failure) {
            if (!failed) {
                failed = true; // a line per listener, not per packet
                LOG.log(WARNING, "the listener of " + event.flow() + " failed on " + kind, failure);
            }
        }
    }
}
