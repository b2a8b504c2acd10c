// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.app.operf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.TimeUnit;
import org.ouroboros.api.Flow;
import org.ouroboros.api.FlowDown;
import org.ouroboros.app.ArrivalWindow;
import org.ouroboros.app.ArrivalWindow.Arrival;
import org.ouroboros.app.FlowReport;
import org.ouroboros.app.LoadSender;
import org.ouroboros.app.MessageReader;
import org.ouroboros.app.RunClock;

/** Takes the replies of a run, on a virtual thread that prints nothing; duplicates do not count. */
final class Replies {
    /** Silence after the last packet was sent, after which what is missing is lost. */
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(1);

    private static final long NOT_KNOWN = Long.MAX_VALUE;

    private final Flow flow;
    private final int size;
    private final RunClock clock;
    private final MessageReader reader;
    private final ArrivalWindow window = new ArrivalWindow();
    private final Thread receiver = Thread.ofVirtual().unstarted(this::receive);
    private long startNs;
    /** Written by the receiver only. */
    private volatile long received;
    /** Written by the receiver only. */
    private volatile long latestNs;
    /** Written by the sender only. */
    private volatile long expected = NOT_KNOWN;

    Replies(Flow flow, int size, RunClock clock) {
        this.flow = flow;
        this.size = size;
        this.clock = clock;
        this.reader = new MessageReader(flow, LoadSender.OPTIONS, size, clock);
    }

    /** Begins to take replies, and the time of the run. */
    void start() {
        startNs = clock.nowNs();
        latestNs = startNs;
        receiver.start();
    }

    /** Waits until all replies are there, or until none comes any more. The sender, when it has ended. */
    void awaitRest(long sent) throws InterruptedException {
        expected = sent;
        if (received >= sent) {
            receiver.interrupt(); // it may wait for one more
        }
        receiver.join();
    }

    /** {@return what came, in the time until the latest of them} When the receiver has ended. */
    FlowReport total() {
        return FlowReport.of(flow.id(), received, received * size, latestNs - startNs);
    }

    private void receive() {
        try {
            while (received < expected) {
                if (reader.readUntil(clock.nowNs() + PATIENCE_NS)) {
                    take(reader.message());
                } else if (expected != NOT_KNOWN) {
                    return;
                }
            }
        } catch (InterruptedException | FlowDown _) {
            // all are there, or no more can come
        }
    }

    private void take(ByteBuffer reply) {
        if (reply.limit() != size) {
            return; // not one of ours
        }
        int number = reply.order(ByteOrder.LITTLE_ENDIAN).getInt(0);
        long unwrapped = window.next() + (number - (int) window.next());
        if (window.add(unwrapped) != Arrival.DUPLICATE) {
            long before = received;
            latestNs = clock.nowNs();
            received = before + 1;
        }
    }
}
