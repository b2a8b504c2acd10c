// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.benchmarks;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.ouroboros.api.FlowDown;
import org.ouroboros.testing.Arrivals;
import org.ouroboros.testing.Passage;

/**
 * A flow whose packets carry the number of the flow and one of their own, written at a rate by a thread at one end and counted by one at
 * the other end.
 */
final class NumberedFlow {
    private static final int PACKET_BYTES = 64;
    private static final int ROOM_BYTES = 2_048;

    /** Packets that are written in a row before the clock is read. */
    private static final int RUN = 4;

    private static final double CAUGHT_UP_NS = 5e6;

    /** How long nothing arrives before what is missing counts as lost. */
    private static final long SILENCE_NS = Duration.ofSeconds(1).toNanos();

    private static final int LOOK_MS = 2;

    private final int number;
    private final FlowPair ends;
    private final double perSecond;
    private final ByteBuffer message = ByteBuffer.allocate(PACKET_BYTES); // of the writer
    private final ByteBuffer room = ByteBuffer.allocate(ROOM_BYTES); // of the reader
    private final AtomicLong written = new AtomicLong(); // written by the writer alone
    private long first; // number of the first packet that is counted
    private volatile Arrivals arrivals = new Arrivals(0);
    private final Partner reader;
    private @Nullable Partner writer;

    NumberedFlow(int number, FlowPair ends, double perSecond) {
        this.number = number;
        this.ends = ends;
        this.perSecond = perSecond;
        this.reader = new Partner(() -> {}, this::read);
    }

    private void read() throws InterruptedException {
        ends.server().read(room.clear());
        long nowNs = System.nanoTime();
        room.flip();
        int flow = room.getInt();
        if (flow != number || room.limit() != PACKET_BYTES) {
            throw new IllegalStateException(
                    "flow " + number + " received " + room.limit() + " B that were sent on flow " + flow);
        }
        arrivals.take(room.getLong(), nowNs);
    }

    private void write(Pace pace) throws InterruptedException {
        for (int i = 0; i < RUN; i++) {
            long next = written.getPlain();
            message.clear().putInt(number).putLong(next).clear();
            ends.client().write(message);
            written.set(next + 1);
        }
        pace.await();
    }

    /** Counts from now on, and begins to write. */
    void begin() {
        first = written.get();
        arrivals = new Arrivals(first);
        Pace pace = new Pace(perSecond, RUN, CAUGHT_UP_NS);
        writer = new Partner(() -> {}, () -> write(pace));
    }

    /** Writes no more. */
    void rest() throws Exception {
        Partner present = writer;
        writer = null;
        if (present != null) {
            present.stop();
        }
    }

    /** {@return what has come of the packets} Waits for those that are on the way. */
    Passage passage() throws InterruptedException {
        long sent = written.get() - first;
        long before = -1;
        long quietSinceNs = System.nanoTime();
        while (arrivals.different() < sent && System.nanoTime() - quietSinceNs < SILENCE_NS) {
            long now = arrivals.different();
            if (now != before) {
                before = now;
                quietSinceNs = System.nanoTime();
            }
            Thread.sleep(LOOK_MS);
        }
        return arrivals.passage(sent);
    }

    /** Ends both ends, and says so if one had ended before. */
    void end() throws Exception {
        rest();
        try {
            reader.stop();
        } catch (FlowDown early) {
            throw new IllegalStateException("flow " + number + " went down: " + early.getMessage(), early);
        } finally {
            ends.client().deallocate();
            ends.server().deallocate();
        }
    }
}
