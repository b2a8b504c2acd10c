// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.conformance.traffic;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.ouroboros.api.Flow;
import org.ouroboros.api.FlowDown;
import org.ouroboros.conformance.check.Broken;
import org.ouroboros.testing.Arrivals;
import org.ouroboros.testing.Passage;

/**
 * A flow whose packets carry numbers, written by one thread and counted by another one. The writer keeps so close to the reader that no queue
 * is ever full: what is lost, was lost by a policy.
 */
final class NumberedPackets implements Traffic {
    private static final int MOST_UNDER_WAY = 64;
    private static final long PACE_NS = 200_000;

    /** How long nothing arrives before what is missing counts as lost. */
    private static final Duration SILENCE = Duration.ofSeconds(1);

    private final Flow client;
    private final Flow server;
    private final AtomicLong written = new AtomicLong(); // written by the writer alone
    private final AtomicLong highest = new AtomicLong(-1); // of those that arrived; written by the reader alone
    private final Thread reader;
    private volatile Arrivals arrivals = new Arrivals(0);
    private volatile boolean writing;
    private volatile boolean closed;
    private volatile @Nullable String failure;
    private long first; // number of the first packet that is counted
    private @Nullable Thread writer;

    NumberedPackets(Flow client, Flow server) {
        this.client = client;
        this.server = server;
        reader = Thread.ofPlatform().name("conformance reader").daemon().start(this::read);
    }

    private void read() {
        ByteBuffer room = ByteBuffer.allocate(server.largestMessage());
        while (!closed) {
            try {
                server.read(room.clear());
                long number = Numbered.read(room.flip(), written.get()); // the one that is being written may be there
                arrivals.take(number, System.nanoTime());
                highest.set(Math.max(highest.getPlain(), number));
            } catch (FlowDown down) {
                fail(down);
                return;
            } catch (Broken broken) {
                failure = broken.getMessage();
                return;
            } catch (InterruptedException ended) {
                return;
            }
        }
    }

    private void write() {
        ByteBuffer message = ByteBuffer.allocate(Numbered.BYTES);
        long progressNs = System.nanoTime();
        long seen = highest.get();
        try {
            while (writing) {
                long next = written.getPlain();
                long nowNs = System.nanoTime();
                if (highest.get() != seen) {
                    seen = highest.get();
                    progressNs = nowNs;
                }
                boolean silent = nowNs - progressNs > SILENCE.toNanos(); // what is under way is lost then
                if (next - seen <= MOST_UNDER_WAY || silent) {
                    client.write(Numbered.write(message, next));
                    written.set(next + 1);
                }
                LockSupport.parkNanos(PACE_NS);
            }
        } catch (FlowDown down) {
            fail(down);
        } catch (InterruptedException ended) {
            writing = false;
        }
    }

    private void fail(FlowDown down) {
        if (!closed) {
            failure = "the flow went down: " + down.getMessage();
        }
    }

    @Override
    public void begin() {
        first = written.get();
        arrivals = new Arrivals(first);
        writing = true;
        writer = Thread.ofPlatform().name("conformance writer").daemon().start(this::write);
    }

    @Override
    public Passage end() throws InterruptedException {
        writing = false;
        Thread present = writer;
        writer = null;
        if (present != null) {
            present.interrupt();
            present.join(SILENCE.toMillis());
        }
        long sent = written.get() - first;
        for (long before = -1; arrivals.different() < sent && arrivals.different() != before && failure == null; ) {
            before = arrivals.different();
            Awaited.within(SILENCE, () -> arrivals.different() == sent);
        }
        if (failure != null) {
            throw new Broken(String.valueOf(failure));
        }
        return arrivals.passage(sent);
    }

    @Override
    public String unit() {
        return "packets";
    }

    @Override
    public void close() {
        closed = true;
        writing = false;
        client.deallocate();
        server.deallocate();
        reader.interrupt();
    }
}
