// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ouroboros.api.FlowEvent.Kind;

/**
 * The events of one flow that were not taken yet: packets by number, and of every other kind the latest. So it does not grow.
 *
 * <p>What the pipe has taken in counts the packets: each is an event exactly once, whoever hears of it first.
 */
final class Backlog {
    private final Pipe incoming;
    private final List<Kind> news = new ArrayList<>(); // its monitor; in the order of what happened last
    private volatile boolean anyNews; // so that packets need no monitor
    private long packets; // the taker's: packets whose events were taken

    /** Makes a backlog of the packets that wait in a pipe. */
    Backlog(Pipe incoming) {
        this.incoming = incoming;
        this.packets = incoming.takenOut();
    }

    /** Adds an event of any other kind than {@link Kind#PACKET}. Any thread. */
    void add(Kind kind) {
        synchronized (news) {
            news.remove(kind);
            news.add(kind);
            anyNews = true;
        }
    }

    /** {@return whether there is nothing to take} The taker's. */
    boolean isEmpty() {
        return !anyNews && waiting() <= 0;
    }

    /** Takes an event, or null: that the flow was allocated first, then packets, then what became of it. One thread at a time. */
    @Nullable
    Kind take() {
        if (anyNews && takeNews(Kind.ALLOCATED)) {
            return Kind.ALLOCATED;
        }
        if (waiting() > 0) {
            packets++;
            return Kind.PACKET;
        }
        return anyNews ? takeFirstNews() : null;
    }

    private long waiting() {
        return incoming.putIn() - packets;
    }

    private boolean takeNews(Kind kind) {
        synchronized (news) {
            boolean taken = news.remove(kind);
            anyNews = !news.isEmpty();
            return taken;
        }
    }

    private @Nullable Kind takeFirstNews() {
        synchronized (news) {
            Kind first = news.isEmpty() ? null : news.removeFirst();
            anyNews = !news.isEmpty();
            return first;
        }
    }
}
