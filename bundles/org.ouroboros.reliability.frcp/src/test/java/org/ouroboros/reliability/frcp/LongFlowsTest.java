// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.reliability.frcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ouroboros.api.FlowState;
import org.ouroboros.api.QosSpec;
import org.ouroboros.packet.Packet;
import org.ouroboros.policy.reliability.ReliabilityState;
import org.ouroboros.reliability.frcp.Link.Terms;

/** Many packets in one direction, and readers and writers of every kind. */
class LongFlowsTest {
    private static final long MILLION = 1_000_000;
    private static final boolean SOAK = Boolean.getBoolean("ouroboros.soak");

    private final Bench bench = new Bench(1, 256);

    private Link link(Terms terms) {
        return new Link(bench.loop, bench.pool, 1, terms);
    }

    private static QosSpec qos(boolean reliable) {
        return reliable ? Bench.RELIABLE : Bench.ORDERED;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aMillionPacketsInOneDirectionMeetNoStall(boolean reliable) {
        bench.ours();
        Link link = link(Terms.GOOD);
        Bench.Ends ends = bench.connect(link, qos(reliable));
        Traffic traffic = new Traffic(bench.loop, ends.client(), ends.server(), MILLION, 64, false).start();
        long sinceNs = bench.loop.nowNs();
        assertTrue(bench.loop.runUntil(traffic::done), "stalled at " + traffic.received());
        long tookMs = (bench.loop.nowNs() - sinceNs) / MILLION;
        assertTrue(tookMs < MILLION / 256 * 4, "a window takes about two milliseconds, all of them took " + tookMs);
        assertEquals(0, bench.machines.getFirst().counts().retransmissions);
        assertTrue(link.second().sent() < MILLION / 16, link.second().sent() + " packets back");
        ends.deallocate();
        bench.finish();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aSlowReaderHoldsTheWriterAndLosesNothing(boolean reliable) {
        long messages = SOAK ? MILLION : 20_000;
        Link link = link(Terms.GOOD);
        Bench.Ends ends = bench.connect(link, qos(reliable));
        Traffic traffic = new Traffic(bench.loop, ends.client(), ends.server(), messages, 64, false)
                .readSlowly(10, 5_000_000)
                .start();
        assertTrue(bench.loop.runUntil(traffic::done, Duration.ofDays(1)), "stalled at " + traffic.received());
        assertTrue(link.first().sent() < messages * 5 / 4, link.first().sent() + " packets for " + messages);
        ends.deallocate();
        bench.finish();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aReaderThatPausesLosesNothingAndGoesOnAtOnce(boolean reliable) {
        Link link = link(Terms.GOOD);
        Bench.Ends ends = bench.connect(link, qos(reliable));
        Traffic traffic =
                new Traffic(bench.loop, ends.client(), ends.server(), SOAK ? MILLION : 100_000, 64, false).start();
        assertTrue(bench.loop.runUntil(() -> traffic.received() > 10_000));
        long before = link.first().sent();
        traffic.pause(Duration.ofSeconds(10).toNanos());
        bench.loop.runFor(Duration.ofSeconds(10));
        assertTrue(
                link.first().sent() - before < 1_000,
                link.first().sent() - before + " packets to one who does not read");
        long resumedNs = bench.loop.nowNs();
        assertTrue(bench.loop.runUntil(() -> traffic.received() > 20_000));
        assertTrue(bench.loop.nowNs() - resumedNs < Duration.ofMillis(500).toNanos());
        assertTrue(bench.loop.runUntil(traffic::done), "stalled at " + traffic.received());
        ends.deallocate();
        bench.finish();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aWriterThatClosesAtOnceLosesNothing(boolean reliable) {
        long messages = SOAK ? MILLION : 20_000;
        Link link = link(Terms.GOOD);
        Bench.Ends ends = bench.connect(link, qos(reliable));
        Traffic traffic = new Traffic(bench.loop, ends.client(), ends.server(), messages, 64, false).start();
        assertTrue(bench.loop.runUntil(() -> traffic.written() == messages), "stalled at " + traffic.written());
        ends.client().deallocate();
        assertTrue(traffic.received() < messages, "some are under way");
        assertTrue(bench.loop.runUntil(() -> traffic.done() && link.first().released()));
        ends.server().deallocate();
        bench.finish();
    }

    @Test
    void aReaderMayPauseForLongerThanARunLasts() {
        Link link = link(Terms.GOOD);
        Bench.Ends ends = bench.connect(link, Bench.RELIABLE);
        Traffic traffic = new Traffic(bench.loop, ends.client(), ends.server(), 10_000, 64, false).start();
        assertTrue(bench.loop.runUntil(() -> traffic.received() > 1_000));
        traffic.pause(Duration.ofSeconds(400).toNanos());
        assertTrue(bench.loop.runUntil(traffic::done), "stalled at " + traffic.received());
        ends.deallocate();
        bench.finish();
    }

    @Test
    void aReaderMayPauseOverABadLink() {
        Link link = link(Terms.BAD);
        Bench.Ends ends = bench.connect(link, Bench.RELIABLE);
        Traffic traffic = new Traffic(bench.loop, ends.client(), ends.server(), 10_000, 64, false).start();
        for (int i = 0; i < 5; i++) {
            long some = 1_500L * (i + 1);
            assertTrue(bench.loop.runUntil(() -> traffic.received() > some));
            traffic.pause(Duration.ofSeconds(10).toNanos());
        }
        assertTrue(bench.loop.runUntil(traffic::done), "stalled at " + traffic.received());
        ends.deallocate();
        bench.finish();
    }

    @Test
    void aLinkThatFailsForAWhileCostsNoMessage() {
        Link link = link(Terms.GOOD);
        Bench.Ends ends = bench.connect(link, Bench.RELIABLE);
        Traffic traffic = new Traffic(bench.loop, ends.client(), ends.server(), 10_000, 64, false).start();
        assertTrue(bench.loop.runUntil(() -> traffic.received() > 1_000));
        link.terms(Terms.DEAD);
        bench.loop.runFor(Duration.ofSeconds(60));
        link.terms(Terms.GOOD);
        assertTrue(bench.loop.runUntil(traffic::done, Duration.ofSeconds(20)), "stalled at " + traffic.received());
        ends.deallocate();
        bench.finish();
    }

    @Test
    void aLinkThatFailsForGoodTakesTheFlowDown() {
        Link link = link(Terms.GOOD);
        Bench.Ends ends = bench.connect(link, Bench.RELIABLE);
        link.terms(Terms.DEAD);
        assertTrue(ends.client().tryWrite(ByteBuffer.allocate(8)));
        assertTrue(bench.loop.runUntil(() -> ends.client().state() == FlowState.DOWN, Duration.ofSeconds(131)));
        ends.deallocate();
        bench.finish();
    }

    @Test
    void aWriterThatLeavesIsNotKeptForeverByALinkThatFails() {
        Link link = link(Terms.GOOD);
        Bench.Ends ends = bench.connect(link, Bench.RELIABLE);
        link.terms(Terms.DEAD);
        assertTrue(ends.client().tryWrite(ByteBuffer.allocate(8)));
        ends.client().deallocate();
        bench.loop.runFor(Duration.ofSeconds(1));
        assertFalse(link.first().released());
        bench.loop.runFor(Duration.ofSeconds(131));
        assertTrue(link.first().released());
        ends.server().deallocate();
        bench.finish();
    }

    @Test
    void aPoolThatRunsOutDelaysAndLosesNothing() {
        Link link = link(Terms.BAD);
        Bench.Ends ends = bench.connect(link, Bench.RELIABLE);
        Traffic traffic = new Traffic(bench.loop, ends.client(), ends.server(), 3_000, 64, false).start();
        List<Packet> taken = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            long some = 200L * (i + 1);
            assertTrue(bench.loop.runUntil(() -> traffic.received() > some));
            for (var packet = bench.pool.take(); packet != null; packet = bench.pool.take()) {
                taken.add(packet);
            }
            bench.loop.runFor(Duration.ofSeconds(3));
            taken.forEach(Packet::release);
            taken.clear();
        }
        assertTrue(bench.loop.runUntil(traffic::done), "stalled at " + traffic.received());
        ends.deallocate();
        bench.finish();
    }

    @Test
    void aFlowThatKeepsManyPacketsLeavesSomeToSendThemAgain() {
        bench.ours();
        List<Packet> taken = new ArrayList<>();
        while (taken.size() < bench.pool.limit() - 2_000) { // fewer than the largest window
            taken.add(Objects.requireNonNull(bench.pool.take()));
        }
        Link link = link(Terms.BAD);
        Bench.Ends ends = bench.connect(link, Bench.RELIABLE);
        Traffic traffic = new Traffic(bench.loop, ends.client(), ends.server(), 20_000, 64, false).start();
        assertTrue(bench.loop.runUntil(traffic::done), "stalled at " + traffic.received());
        ReliabilityState.Receiving receiver = bench.latestState().receiving();
        assertEquals(256, receiver.limit() - receiver.expected(), "no larger window is given");
        taken.forEach(Packet::release);
        ends.deallocate();
        bench.finish();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theWindowGrowsOnLongPathsBetweenMembersOfThisImplementation(boolean ours) {
        if (ours) {
            bench.ours();
        }
        Link link = link(new Terms(50_000_000, 0, 0, 0, 0));
        Bench.Ends ends = bench.connect(link, Bench.RELIABLE);
        Traffic traffic = new Traffic(bench.loop, ends.client(), ends.server(), 50_000, 64, false).start();
        long sinceNs = bench.loop.nowNs();
        assertTrue(bench.loop.runUntil(traffic::done), "stalled at " + traffic.received());
        double perSecond = 50_000 / ((bench.loop.nowNs() - sinceNs) / 1e9);
        if (ours) {
            assertTrue(perSecond > 15_000, perSecond + " packets a second");
        } else {
            assertEquals(2_560, perSecond, 300, "256 packets a round trip");
        }
        ends.deallocate();
        bench.finish();
    }

    @Test
    void aShortPathThatStallsIsNotTakenForALongOne() {
        bench.ours();
        Terms shortly = new Terms(20_000, 0, 0, 0, 0);
        Link link = link(shortly);
        Bench.Ends ends = bench.connect(link, Bench.RELIABLE);
        Traffic traffic = new Traffic(bench.loop, ends.client(), ends.server(), 50_000, 64, false).start();
        for (int stall = 1; stall <= 10; stall++) {
            long some = 2_000L * stall;
            assertTrue(bench.loop.runUntil(() -> traffic.received() > some));
            link.terms(new Terms(10_000_000, 0, 0, 0, 0));
            bench.loop.runFor(Duration.ofMillis(25));
            link.terms(shortly);
        }
        assertTrue(bench.loop.runUntil(traffic::done), "stalled at " + traffic.received());
        ReliabilityState.Receiving receiver = bench.latestState().receiving();
        assertEquals(256, receiver.limit() - receiver.expected());
        ends.deallocate();
        bench.finish();
    }

    @Test
    void theWindowStaysSmallForASlowReader() {
        bench.ours();
        Link link = link(new Terms(50_000_000, 0, 0, 0, 0));
        Bench.Ends ends = bench.connect(link, Bench.RELIABLE);
        Traffic traffic = new Traffic(bench.loop, ends.client(), ends.server(), 5_000, 64, false)
                .readSlowly(1, 5_000_000)
                .start();
        int most = 0;
        while (!traffic.done()) {
            bench.loop.runFor(Duration.ofMillis(100));
            most = Math.max(most, bench.pool.outstanding());
        }
        assertTrue(most < 2_500, most + " packets at a time");
        ends.deallocate();
        bench.finish();
    }
}
