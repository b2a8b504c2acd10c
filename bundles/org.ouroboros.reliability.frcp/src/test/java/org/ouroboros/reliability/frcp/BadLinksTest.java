// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.reliability.frcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ouroboros.api.QosSpec;

/** Flows over links that lose, double and mix up packets: what must arrive arrives, and nothing is left over. */
class BadLinksTest {
    private static final boolean SOAK = Boolean.getBoolean("ouroboros.soak");

    static LongStream seeds() {
        return LongStream.range(0, SOAK ? 2_000 : 200);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void everythingArrivesOnceAndInOrder(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Bench bench = new Bench(seed, 16 << random.nextInt(6));
        if (random.nextBoolean()) {
            bench.ours();
        }
        boolean checked = random.nextBoolean();
        Link link = new Link(bench.loop, bench.pool, seed, terms(random, checked));
        QosSpec qos = checked ? Bench.RELIABLE.withBer(0) : Bench.RELIABLE;
        Bench.Ends ends = bench.connect(link, qos);
        Traffic there = new Traffic(bench.loop, ends.client(), ends.server(), random.nextInt(1_000), 0, false);
        Traffic back = new Traffic(bench.loop, ends.server(), ends.client(), random.nextInt(1_000), 0, false);
        if (random.nextBoolean()) {
            there.readSlowly(1 + random.nextInt(10), random.nextLong(1_000_000, 20_000_000));
        }
        there.start();
        back.start();
        assertTrue(
                bench.loop.runUntil(() -> there.done() && back.done()),
                "stalled at " + there.received() + ", " + back.received());
        ends.deallocate();
        bench.finish();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void whatIsInOrderNeverTurnsBackOrStalls(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Bench bench = new Bench(seed, 16 << random.nextInt(6));
        boolean checked = random.nextBoolean();
        Link link = new Link(bench.loop, bench.pool, seed, terms(random, checked));
        Bench.Ends ends = bench.connect(link, checked ? Bench.ORDERED.withBer(0) : Bench.ORDERED);
        Traffic there = new Traffic(bench.loop, ends.client(), ends.server(), 2_000, 0, true).start();
        assertTrue(bench.loop.runUntil(() -> there.written() == 2_000), "stalled at " + there.written());
        bench.loop.runFor(Duration.ofSeconds(1));
        there.stop();
        assertTrue(there.received() > 500, "received " + there.received());
        ends.deallocate();
        bench.finish();
    }

    private static Link.Terms terms(SplittableRandom random, boolean corrupt) {
        return new Link.Terms(
                random.nextLong(1_000, 100_000_000L >> random.nextInt(8)),
                random.nextDouble(0.2) * random.nextInt(2),
                random.nextDouble(0.2) * random.nextInt(2),
                random.nextDouble(0.3) * random.nextInt(2),
                corrupt ? random.nextDouble(0.1) : 0);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void manyMebibytesArriveOverABadLink(boolean checked) {
        Bench bench = new Bench(7, 256);
        Link.Terms terms = new Link.Terms(1_000_000, 0.08, 0.03, 0.10, checked ? 0.01 : 0);
        Link link = new Link(bench.loop, bench.pool, 7, terms);
        QosSpec qos = checked ? Bench.RELIABLE.withBer(0) : Bench.RELIABLE;
        Bench.Ends ends = bench.connect(link, qos);
        long messages = ((SOAK ? 1L << 30 : 64L << 20) + 1_399) / 1_400;
        Traffic traffic = new Traffic(bench.loop, ends.client(), ends.server(), messages, 1_400, false).start();
        assertTrue(bench.loop.runUntil(traffic::done), "stalled at " + traffic.received());
        long again = bench.machines.getFirst().counts().retransmissions;
        assertTrue(again < messages * 30 / 100, again + " packets were sent again");
        ends.deallocate();
        bench.finish();
    }

    @Test
    void aWriterThatLeavesAtOnceHasEverythingDelivered() {
        Bench bench = new Bench(8, 256);
        Link link = new Link(bench.loop, bench.pool, 8, Link.Terms.BAD);
        Bench.Ends ends = bench.connect(link, Bench.RELIABLE);
        Traffic traffic = new Traffic(bench.loop, ends.client(), ends.server(), 200, 0, false).start();
        assertEquals(200, traffic.written());
        ends.client().deallocate();
        assertTrue(bench.loop.runUntil(() -> traffic.done() && link.first().released()));
        ends.server().deallocate();
        bench.finish();
    }
}
