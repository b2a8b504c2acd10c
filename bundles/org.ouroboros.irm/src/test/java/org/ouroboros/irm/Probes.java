// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import java.time.Duration;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.ouroboros.api.Flow;

/** A flow from each system to each other one, over which numbered packets go at a fixed pace: tells which of them were lost. */
final class Probes {
    private final Network network;
    private final long everyNs;
    private final long startNs;
    private final Map<Pair, Ends> pairs = new LinkedHashMap<>();
    private int next;

    /** Who sends to whom. */
    record Pair(int from, int to) {}

    /** The two ends of a flow, and the packets that arrived. */
    private record Ends(Flow sender, Flow receiver, BitSet arrived) {}

    /**
     * Allocates the flows.
     *
     * @param every time between two packets of a flow
     */
    Probes(Network network, String layer, Duration every) {
        this.network = network;
        this.everyNs = every.toNanos();
        for (int from = 0; from < network.size(); from++) {
            for (int to = 0; to < network.size(); to++) {
                if (from != to) {
                    Flow sender = network.allocate(layer, from, to);
                    pairs.put(new Pair(from, to), new Ends(sender, network.accepted(to), new BitSet()));
                }
            }
        }
        this.startNs = network.loop.nowNs();
    }

    /** Sends for a time. */
    void send(Duration time) {
        for (long leftNs = time.toNanos(); leftNs > 0; leftNs -= everyNs) {
            pairs.values().forEach(ends -> SimulatedSystem.send(ends.sender(), Integer.toString(next)));
            next++;
            network.loop.runFor(Duration.ofNanos(everyNs));
            pairs.values().forEach(Probes::read);
        }
    }

    /** Waits for what is under way. */
    void finish() {
        network.loop.runFor(Network.SETTLING);
        pairs.values().forEach(Probes::read);
    }

    /** {@return when the first packet was sent that was lost} */
    OptionalLong firstLostNs() {
        return lost().min();
    }

    /** {@return when the last packet was sent that was lost} */
    OptionalLong lastLostNs() {
        return lost().max();
    }

    /** {@return how many packets were lost} */
    long lostPackets() {
        return lost().count();
    }

    private LongStream lost() {
        return pairs.values().stream()
                .flatMapToLong(ends -> LongStream.range(0, next)
                        .filter(number -> !ends.arrived().get((int) number))
                        .map(number -> startNs + number * everyNs));
    }

    private static void read(Ends ends) {
        for (String text = SimulatedSystem.receive(ends.receiver());
                !text.equals("nothing");
                text = SimulatedSystem.receive(ends.receiver())) {
            ends.arrived().set(Integer.parseInt(text));
        }
    }
}
