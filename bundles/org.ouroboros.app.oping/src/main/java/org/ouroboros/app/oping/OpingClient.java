// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.app.oping;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.ouroboros.api.Flow;
import org.ouroboros.api.FlowDown;
import org.ouroboros.api.FlowOptions;
import org.ouroboros.api.FlowState;
import org.ouroboros.app.MessageReader;
import org.ouroboros.app.RunClock;
import org.ouroboros.app.Work;
import org.ouroboros.app.oping.OpingOptions.Pace;
import org.ouroboros.app.oping.OpingResult.End;

/**
 * One run of pings over one flow (end-to-end specification, section 7.1).
 *
 * <p>The receiver, on the thread of a {@link Work}, takes replies and tells of them. Unless the run is a flood, a virtual
 * thread sends. Deallocating the flow ends the receiver, which ends the sender.
 */
final class OpingClient {
    private static final double MS_NS = 1e6;

    /** Silence after which the server counts as gone, on top of the whole seconds of the interval. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Flow flow;
    private final OpingOptions options;
    private final OpingReport report;
    private final RunClock clock;
    private final MessageReader reader;
    private final long patienceNs;
    private final long intervalNs;

    private final SendTimes sendTimes;
    /** Confined to the receiver. */
    private final OpingStatistics replies = new OpingStatistics();
    /** Confined to the sender. */
    private final ByteBuffer outgoing;
    /** Written by the sender only. */
    private volatile int sent;

    private volatile boolean givenUp;

    OpingClient(Flow flow, OpingOptions options, OpingReport report, RunClock clock) {
        this.flow = flow;
        this.options = options;
        this.report = report;
        this.clock = clock;
        this.reader = new MessageReader(flow, FlowOptions.DEFAULT, OpingPacket.LARGEST, clock);
        this.patienceNs = PATIENCE.plusSeconds(options.interval().toSeconds()).toNanos();
        this.intervalNs = TimeUnit.NANOSECONDS.convert(options.interval());
        this.sendTimes = new SendTimes(options.count());
        this.outgoing = ByteBuffer.allocate(options.size());
    }

    /**
     * Pings until all replies are there, or until none can be expected any more. An interrupt gives the flow up and ends the
     * run; the thread is then not interrupted any more.
     *
     * @return how it went
     * @throws Exception if the run failed for a reason that is not the network's
     */
    OpingResult run() throws Exception {
        report.begin();
        long startNs = clock.nowNs();
        End end = Work.await("oping", this::exchange, this::giveUp);
        return OpingResult.of(options.name(), end, sent, replies, Duration.ofNanos(clock.nowNs() - startNs));
    }

    private void giveUp() {
        givenUp = true;
        flow.deallocate();
    }

    private End exchange() throws InterruptedException {
        try {
            boolean answered = options.pace() == Pace.INTERVAL ? ping() : flood();
            if (!answered) {
                report.serverTimedOut();
            }
            return answered ? End.ANSWERED : End.TIMED_OUT;
        } catch (FlowDown e) {
            if (givenUp && e.state() == FlowState.DEALLOCATED) {
                return End.GIVEN_UP;
            }
            report.flowDown(String.valueOf(e.getMessage()));
            return End.FLOW_DOWN;
        }
    }

    /** {@return whether every ping was answered} */
    private boolean flood() throws InterruptedException {
        for (int id = 0; id < options.count(); id++) {
            send(id);
            while (replies.received() < sent) {
                if (!receive()) {
                    return false;
                }
            }
        }
        return true;
    }

    /** {@return whether every ping was answered} */
    private boolean ping() throws InterruptedException {
        Thread sender = Thread.startVirtualThread(this::sendAll);
        try {
            while (replies.received() < options.count()) {
                if (!receive()) {
                    return false;
                }
            }
            return true;
        } finally {
            sender.interrupt(); // it prints nothing
            sender.join();
        }
    }

    private void sendAll() {
        try {
            for (int id = 0; id < options.count(); id++) {
                awaitInterval(clock.nowNs());
                send(id);
            }
        } catch (InterruptedException | FlowDown _) {
            // the receiver has ended, or learns that the flow is down as well
        }
    }

    private void awaitInterval(long sinceNs) throws InterruptedException {
        long leftNs = intervalNs;
        while (leftNs > 0) {
            clock.pause(leftNs);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            leftNs = intervalNs - (clock.nowNs() - sinceNs);
        }
    }

    private void send(int id) throws InterruptedException {
        OpingPacket ping = new OpingPacket(OpingPacket.REQUEST, id, clock.nowNs());
        ping.write(outgoing);
        sendTimes.put(id, ping.timeNs());
        flow.write(outgoing.clear());
        sent = id + 1;
    }

    /** {@return whether something came in time} */
    private boolean receive() throws InterruptedException {
        long deadlineNs = clock.nowNs() + patienceNs;
        boolean came = options.pace() == Pace.BUSY_FLOOD ? reader.spinUntil(deadlineNs) : reader.readUntil(deadlineNs);
        if (came) {
            long nowNs = clock.nowNs();
            OpingPacket.read(reader.message())
                    .filter(packet -> packet.type() == OpingPacket.REPLY)
                    .ifPresent(reply -> take(reply, nowNs));
        }
        return came;
    }

    private void take(OpingPacket reply, long nowNs) {
        if (Integer.compareUnsigned(reply.id(), options.count()) >= 0) {
            report.invalidId();
            return;
        }
        if (!sendTimes.contain(reply.id(), reply.timeNs())) {
            report.invalidTime();
            return;
        }
        double rttMs = (nowNs - reply.timeNs()) / MS_NS;
        report.reply(reply.id(), reader.message().limit(), rttMs, replies.add(reply.id(), rttMs));
    }
}
