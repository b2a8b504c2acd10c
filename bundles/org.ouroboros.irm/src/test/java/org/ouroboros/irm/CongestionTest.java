// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.ouroboros.api.Flow;
import org.ouroboros.api.irm.LayerView;

/** Two flows that want more than the link that they share: from two systems, by a third, to a fourth. */
class CongestionTest {
    private static final System.Logger LOG = System.getLogger(CongestionTest.class.getName());
    private static final String NET = "net";
    private static final int RELAY = 2;
    private static final int SINK = 3;
    private static final int MESSAGE_BYTES = 1_000;

    /** What the shared link carries, in bits per second. */
    private static final long RATE = 40_000_000;

    /** What each flow wants, in messages in a millisecond: more than the whole link. */
    private static final int WANTED = 8;

    /** Packets that a relay lets wait for a link. */
    private static final int LONGEST_QUEUE = 1_024;

    private final Network network = new Network(30, 4);
    private final ByteBuffer message = ByteBuffer.allocate(MESSAGE_BYTES);
    private final ByteBuffer received = ByteBuffer.allocate(2_000);
    private final SplittableRandom random = new SplittableRandom(30);
    private long refused;
    private int longestQueue;

    @Test
    void flowsThatAvoidCongestionShareALinkAndItsQueueStaysShort() {
        Pair pair = share("mb-ecn");
        double fairness = (double) Math.min(pair.one, pair.other) / Math.max(pair.one, pair.other);
        assertTrue(pair.sum() >= RATE * 0.8, pair + " of " + RATE);
        assertTrue(fairness >= 0.6, pair.toString());
        assertTrue(longestQueue <= LONGEST_QUEUE / 4, longestQueue + " packets waited");
        assertEquals(0, network.count(NET, RELAY, "dropped: queue full"));
        assertTrue(refused > 0, "writers are held");
    }

    @Test
    void withoutAvoidanceNobodyIsHeldAndTheRelayDropsWhatDoesNotFit() {
        Pair pair = share("none");
        assertEquals(0, refused);
        assertTrue(pair.sum() >= RATE * 0.8, pair + " of " + RATE);
        assertEquals(LONGEST_QUEUE, longestQueue);
        assertTrue(network.count(NET, RELAY, "dropped: queue full") > 0);
        assertEquals(0, network.count(NET, SINK, "congestion echoes sent"));
    }

    /** Bits per second of each flow that arrived. */
    private record Pair(long one, long other) {
        long sum() {
            return one + other;
        }
    }

    private Pair share(String policy) {
        network.wire(0, RELAY, Map.of("delay_ms", "1"));
        network.wire(1, RELAY, Map.of("delay_ms", "1"));
        network.wire(RELAY, SINK, Map.of("delay_ms", "1", "rate", Long.toString(RATE), "queue", "8"));
        network.bootstrap(NET, RELAY, Map.of("congestion", policy));
        for (int member : List.of(0, 1, SINK)) {
            network.reachable(NET, RELAY, Network.wire(RELAY, member) + "." + RELAY);
            network.enrol(NET, member, RELAY);
        }
        network.serve(NET, SINK);
        network.loop.runFor(Duration.ofSeconds(1));
        Flow one = network.allocate(NET, 0, SINK);
        Flow oneEnd = network.accepted(SINK);
        Flow other = network.allocate(NET, 1, SINK);
        Flow otherEnd = network.accepted(SINK);

        int settlingMs = 5_000;
        int measuredMs = 10_000;
        long bytesOne = 0;
        long bytesOther = 0;
        for (int ms = 0; ms < settlingMs + measuredMs; ms++) {
            write(one, other);
            network.loop.runFor(Duration.ofMillis(1));
            long readOne = read(oneEnd);
            long readOther = read(otherEnd);
            if (ms >= settlingMs) {
                bytesOne += readOne;
                bytesOther += readOther;
                longestQueue = ms % 10 == 0 ? Math.max(longestQueue, queued()) : longestQueue;
            }
        }
        Pair rates = new Pair(bytesOne * 8_000 / measuredMs, bytesOther * 8_000 / measuredMs);
        LOG.log(
                Level.INFO,
                "{0}: {1} bit/s of {2}, at most {3} packets waited, {4} dropped, {5} congestion echoes",
                policy,
                rates,
                RATE,
                longestQueue,
                network.count(NET, RELAY, "dropped: queue full"),
                network.count(NET, SINK, "congestion echoes sent"));
        return rates;
    }

    /** Writes what is wanted in a millisecond, in no order: else the relay would drop the packets of one flow only. */
    private void write(Flow one, Flow other) {
        for (int i = 0; i < 2 * WANTED; i++) {
            Flow flow = random.nextBoolean() ? one : other;
            refused += flow.tryWrite(message.clear()) ? 0 : 1;
        }
    }

    private long read(Flow flow) {
        long bytes = 0;
        for (int count = flow.tryRead(received.clear());
                count != Flow.WOULD_BLOCK;
                count = flow.tryRead(received.clear())) {
            bytes += count;
        }
        return bytes;
    }

    private int queued() {
        return network.view(NET, RELAY).adjacencies().stream()
                .mapToInt(LayerView.Adjacency::waiting)
                .max()
                .orElse(0);
    }
}
