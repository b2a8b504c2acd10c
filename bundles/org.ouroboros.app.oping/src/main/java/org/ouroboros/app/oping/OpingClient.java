// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.app.oping;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.ouroboros.api.Flow;
import org.ouroboros.api.FlowDown;
import org.ouroboros.api.FlowOptions;
import org.ouroboros.api.FlowState;
import org.ouroboros.api.FlowTimedOut;
import org.ouroboros.api.MessageTooLarge;
import org.ouroboros.app.oping.OpingResult.End;

/**
 * One run of pings over one flow (end-to-end specification, section 7.1).
 *
 * <p>One virtual thread receives and prints; unless the run is a flood, a second one sends. The thread that calls
 * {@link #run} only waits, so that an interrupt meets it nowhere else: a thread that is interrupted while it prints to a
 * shell session closes the session's output.
 */
final class OpingClient {
    private static final double MS_NS = 1e6;

    /** Silence after which the server counts as gone, on top of the whole seconds of the interval. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Flow flow;
    private final OpingOptions options;
    private final OpingReport report;
    private final OpingTime time;

    /** Confined to the receiver. */
    private final OpingStatistics replies = new OpingStatistics();
    /** Confined to the receiver. */
    private final ByteBuffer incoming = ByteBuffer.allocate(OpingPacket.LARGEST);
    /** Confined to the sender. */
    private final ByteBuffer outgoing;
    /** Written by the sender only. */
    private volatile int sent;

    private volatile boolean interrupted;

    OpingClient(Flow flow, OpingOptions options, OpingReport report, OpingTime time) {
        this.flow = flow;
        this.options = options;
        this.report = report;
        this.time = time;
        this.outgoing = ByteBuffer.allocate(options.size());
    }

    /**
     * Pings until all replies are there, or until none can be expected any more. An interrupt gives the flow up, ends the
     * run with its statistics, and is kept.
     *
     * @return how it went
     * @throws ExecutionException if the run failed for a reason that is not the network's
     */
    OpingResult run() throws ExecutionException {
        flow.options(FlowOptions.DEFAULT
                .withPartialReads(false)
                .withReadTimeout(PATIENCE.plusSeconds(options.interval().toSeconds())));
        report.begin();
        long startNs = time.nanoTime();
        CompletableFuture<End> exchange = CompletableFuture.supplyAsync(this::exchange, Thread::startVirtualThread);
        End end;
        try {
            end = exchange.get();
        } catch (InterruptedException _) {
            interrupted = true;
            flow.deallocate();
            end = exchange.join();
        }
        report.end(sent, replies, Duration.ofNanos(time.nanoTime() - startNs));
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return new OpingResult(options.name(), end, sent, replies.received());
    }

    private End exchange() {
        try {
            if (options.flood()) {
                flood();
            } else {
                ping();
            }
            return End.ANSWERED;
        } catch (FlowTimedOut _) {
            report.serverTimedOut();
            return End.TIMED_OUT;
        } catch (FlowDown e) {
            if (interrupted && e.state() == FlowState.DEALLOCATED) {
                return End.GIVEN_UP;
            }
            report.flowDown(String.valueOf(e.getMessage()));
            return End.FLOW_DOWN;
        } catch (InterruptedException _) {
            return End.GIVEN_UP;
        }
    }

    private void flood() throws InterruptedException {
        for (int id = 0; id < options.count(); id++) {
            send(id);
            while (replies.received() < sent) {
                receive();
            }
        }
    }

    private void ping() throws InterruptedException {
        Thread sender = Thread.startVirtualThread(this::sendAll);
        try {
            while (replies.received() < options.count()) {
                receive();
            }
        } finally {
            sender.interrupt();
            sender.join();
        }
    }

    private void sendAll() {
        try {
            for (int id = 0; id < options.count(); id++) {
                time.pause(options.interval());
                send(id);
            }
        } catch (InterruptedException | FlowDown _) {
            // the receiver has ended, or learns that the flow is down as well
        }
    }

    private void send(int id) throws InterruptedException {
        new OpingPacket(OpingPacket.REQUEST, id, time.nanoTime()).write(outgoing);
        flow.write(outgoing.clear());
        sent = id + 1;
    }

    private void receive() throws InterruptedException {
        try {
            flow.read(incoming.clear());
        } catch (MessageTooLarge _) {
            return; // larger than any ping
        }
        long nowNs = time.nanoTime();
        OpingPacket.read(incoming.flip())
                .filter(packet -> packet.type() == OpingPacket.REPLY)
                .ifPresent(reply -> take(reply, nowNs));
    }

    private void take(OpingPacket reply, long nowNs) {
        if (Integer.compareUnsigned(reply.id(), options.count()) >= 0) {
            report.invalidId();
            return;
        }
        double rttMs = (nowNs - reply.timeNs()) / MS_NS;
        report.reply(reply.id(), incoming.limit(), rttMs, replies.add(reply.id(), rttMs));
    }
}
