// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.congestion.mbecn;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;
import java.util.stream.LongStream;
import org.ouroboros.policy.congestion.CongestionPolicy;
import org.ouroboros.policy.congestion.CongestionPolicy.Controller;
import org.ouroboros.policy.congestion.CongestionState;

/**
 * A link of 10,000 packets/s, a queue in front of it, and flows that want more of it than there is. Each sends at a steady pace unless
 * it has to wait; echoes take a while to come back.
 */
final class SharedLink {
    private static final int PACKET_BYTES = 1_000;
    private static final long PACKET_NS = 100_000;
    private static final int CAPACITY = 1_024;
    private static final long DELAY_NS = 2_000_000;

    private record Packet(int flow, int ecn) {}

    private record Echo(int flow, int ece, long atNs) {}

    private final CongestionPolicy policy;
    private final long paceNs;
    private final Controller[] senders;
    private final Controller[] receivers;
    private final long[] nextNs;
    private final long[] delivered;
    private final Queue<Packet> queue = new ArrayDeque<>();
    private final Queue<Echo> echoes = new ArrayDeque<>();
    private long nowNs;
    private long turns;
    private int dropped;

    /** A link for so many flows, which together want {@code load} times of it. */
    SharedLink(CongestionPolicy policy, int flows, double load) {
        this.policy = policy;
        paceNs = (long) (PACKET_NS * flows / load);
        senders = new Controller[flows];
        receivers = new Controller[flows];
        nextNs = new long[flows];
        delivered = new long[flows];
        Arrays.setAll(senders, flow -> policy.open(CongestionState.SLOW_START, 0));
        Arrays.setAll(receivers, flow -> policy.open(CongestionState.SLOW_START, 0));
        Arrays.setAll(nextNs, flow -> paceNs * flow / flows);
    }

    /** Runs for a while, and then for as long again, which is measured. */
    void run(int seconds) {
        pass(seconds * 1_000_000_000L);
        Arrays.fill(delivered, 0);
        dropped = 0;
        turns = 0;
        pass(nowNs + seconds * 1_000_000_000L);
    }

    /** A turn for each packet that the link could take. */
    private void pass(long untilNs) {
        for (; nowNs < untilNs; nowNs += PACKET_NS) {
            turns++;
            while (!echoes.isEmpty() && echoes.element().atNs() <= nowNs) {
                Echo echo = echoes.remove();
                senders[echo.flow()].onEcho(echo.ece(), nowNs);
            }
            for (int flow = 0; flow < senders.length; flow++) {
                while (nextNs[flow] <= nowNs) {
                    send(flow);
                }
            }
            deliver();
        }
    }

    private void send(int flow) {
        int ecn = policy.mark(0, queue.size());
        nextNs[flow] += Math.max(paceNs, senders[flow].onSend(PACKET_BYTES, nextNs[flow]));
        if (queue.size() < CAPACITY) {
            queue.add(new Packet(flow, ecn));
        } else {
            dropped++;
        }
    }

    private void deliver() {
        Packet packet = queue.poll();
        if (packet != null) {
            delivered[packet.flow()]++;
            int ece = receivers[packet.flow()].onReceive(packet.ecn());
            if (ece != CongestionPolicy.NO_ECHO) {
                echoes.add(new Echo(packet.flow(), ece, nowNs + DELAY_NS));
            }
        }
    }

    /** {@return the part of the link that is used} */
    double used() {
        return (double) LongStream.of(delivered).sum() / turns;
    }

    /** {@return what the flow with the least has, of an equal share} */
    double least() {
        return (double) LongStream.of(delivered).min().orElseThrow()
                * delivered.length
                / LongStream.of(delivered).sum();
    }

    int dropped() {
        return dropped;
    }
}
