// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.virtual;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ouroboros.packet.Packet;
import org.ouroboros.policy.ipcp.FlowUser;
import org.ouroboros.policy.ipcp.LayerFlow;

/** What a link does to packets. */
class DirectionTest {
    /** A user that is interested in nothing. */
    private enum Releasing implements FlowUser {
        EVERYTHING;

        @Override
        public void receive(Packet packet) {
            packet.release();
        }

        @Override
        public void down(String reason) {}

        @Override
        public void up() {}

        @Override
        public void deallocated() {}
    }

    private static final int MANY = Boolean.getBoolean("ouroboros.soak") ? 5_000_000 : 200_000;
    private static final long INTERVAL_NS = 10_000;

    private final List<TestLink> links = new ArrayList<>();

    @AfterEach
    void everyPacketIsBackInThePool() {
        for (TestLink link : links) {
            link.loop.run();
            assertEquals(0, link.pool.outstanding());
        }
    }

    @Test
    void aLinkWithoutOptionsIsPerfect() {
        TestLink link = connected(Map.of());
        link.sendEvery(INTERVAL_NS, 1_000);
        assertEquals(numbers(1_000), link.server.received());
        assertEquals(new LinkCounters(1_000, 0, 0, 0, 0, 0, 0, 1_000), link.counters());
    }

    @ParameterizedTest
    @CsvSource({"0.001, 1", "0.1, 2", "0.5, 3", "1, 4"})
    void packetsAreLostAsOftenAsConfigured(double loss, String seed) {
        TestLink link = connected(Map.of("loss", Double.toString(loss), "seed", seed));
        link.sendEvery(INTERVAL_NS, MANY);
        LinkCounters counters = link.counters();
        assertOften(loss, MANY, counters.lost());
        assertEquals(new LinkCounters(MANY, counters.lost(), 0, 0, 0, 0, 0, MANY - counters.lost()), counters);
        assertEquals(MANY - counters.lost(), link.server.received().size());
        assertEquals(new ArrayList<>(new TreeSet<>(link.server.received())), link.server.received());
    }

    @ParameterizedTest
    @CsvSource({"0.001, 1", "0.1, 2", "0.5, 3", "1, 4"})
    void packetsAreDuplicatedAsOftenAsConfigured(double duplicate, String seed) {
        TestLink link = connected(Map.of("duplicate", Double.toString(duplicate), "seed", seed));
        link.sendEvery(INTERVAL_NS, MANY);
        LinkCounters counters = link.counters();
        assertOften(duplicate, MANY, counters.duplicated());
        assertEquals(
                new LinkCounters(MANY, 0, counters.duplicated(), 0, 0, 0, 0, MANY + counters.duplicated()), counters);
        List<Long> received = link.server.received();
        assertEquals(MANY + counters.duplicated(), received.size());
        assertEquals(numbers(MANY), received.stream().distinct().toList());
        assertEquals(received.stream().sorted().toList(), received);
    }

    @ParameterizedTest
    @CsvSource({"0.001, 1", "0.1, 2", "0.5, 3", "0.9, 4"})
    void packetsArePassedByLaterOnesAsOftenAsConfigured(double reorder, String seed) {
        TestLink link = connected(Map.of("reorder", Double.toString(reorder), "seed", seed));
        link.sendEvery(INTERVAL_NS, MANY);
        LinkCounters counters = link.counters();
        assertOften(reorder, MANY, counters.reordered());
        assertEquals(new LinkCounters(MANY, 0, 0, 0, counters.reordered(), 0, 0, MANY), counters);
        assertEquals(counters.reordered(), passed(link.server.received()));
        assertEquals(numbers(MANY), link.server.received().stream().sorted().toList());
    }

    @Test
    void impairmentsAddUp() {
        TestLink link = connected(Map.of(
                "loss", "0.2",
                "duplicate", "0.1",
                "reorder", "0.3",
                "delay_ms", "7",
                "rate", "1000000000",
                "seed", "5"));
        link.sendEvery(INTERVAL_NS, MANY);
        LinkCounters counters = link.counters();
        long arrived = MANY - counters.lost();
        assertOften(0.2, MANY, counters.lost());
        assertOften(0.1, arrived, counters.duplicated());
        assertOften(0.3, arrived, counters.reordered());
        assertEquals(arrived + counters.duplicated(), counters.delivered());
        assertEquals(counters.delivered(), link.server.received().size());
        assertEquals(arrived, new HashSet<>(link.server.received()).size());
        assertEquals(
                counters.reordered(),
                passed(link.server.received().stream().distinct().toList()));
    }

    @Test
    void theSameSeedGivesTheSamePacketsAndAnotherOneOthers() {
        Map<String, String> first = badNetwork("11");
        assertEquals(trace(first, false), trace(first, false));
        assertNotEquals(trace(first, false), trace(badNetwork("12"), false));
    }

    @Test
    void theOtherDirectionChangesNothing() {
        assertEquals(trace(badNetwork("11"), false), trace(badNetwork("11"), true));
    }

    @Test
    void theTwoDirectionsAreNotAlike() {
        TestLink link = connected(Map.of("loss", "0.5", "seed", "1"));
        for (int i = 0; i < 1_000; i++) {
            link.client.sendNext();
            link.server.sendNext();
        }
        link.loop.run();
        assertNotEquals(link.client.received(), link.server.received());
    }

    @Test
    void whichPacketsAreLostDoesNotDependOnTheOtherImpairments() {
        assertEquals(
                delivered(Map.of("loss", "0.3", "seed", "1")),
                delivered(Map.of("loss", "0.3", "seed", "1", "duplicate", "0.4", "reorder", "0.2", "delay_ms", "3")));
    }

    @Test
    void aSeedThatIsNotGivenComesFromTheLoop() {
        assertEquals(delivered(Map.of("loss", "0.3")), delivered(Map.of("loss", "0.3")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.25", "12", "60000"})
    void packetsArriveAfterTheDelayInOrder(String delayMs) {
        TestLink link = connected(Map.of("delay_ms", delayMs));
        long startNs = link.loop.nowNs();
        List<Long> latenciesNs = new ArrayList<>();
        link.server.onReceive(number -> latenciesNs.add(link.sinceNs(startNs) - number * INTERVAL_NS));
        link.sendEvery(INTERVAL_NS, 100);
        long delayNs = (long) (Double.parseDouble(delayMs) * MILLISECONDS.toNanos(1));
        assertEquals(IntStream.range(0, 100).mapToObj(i -> delayNs).toList(), latenciesNs);
        assertEquals(numbers(100), link.server.received());
    }

    @Test
    void aRateSpacesPackets() {
        TestLink link = connected(Map.of("rate", "8000000", "delay_ms", "5"));
        long startNs = link.loop.nowNs();
        List<Long> arrivalsNs = new ArrayList<>();
        link.server.onReceive(number -> arrivalsNs.add(link.sinceNs(startNs)));
        for (int i = 0; i < 100; i++) {
            link.client.send(i, 1_000);
        }
        link.loop.run();
        assertEquals(
                LongStream.rangeClosed(1, 100)
                        .mapToObj(i -> MILLISECONDS.toNanos(5 + i))
                        .toList(),
                arrivalsNs);
    }

    @Test
    void aSenderThatKeepsTheQueueFilledGetsTheRate() {
        TestLink link = connected(Map.of("rate", "3000000", "queue", "20"));
        int count = 10_000;
        Runnable fill = () -> {
            while (link.client.sent() < count && link.client.flow().writable()) {
                link.client.sendNext();
            }
        };
        link.client.onWritable(fill);
        long startNs = link.loop.nowNs();
        fill.run();
        link.loop.run();
        assertEquals(numbers(count), link.server.received());
        assertEquals(0, link.counters().overflowed());
        assertEquals(count * 8L * Long.BYTES * 1_000_000_000L / 3_000_000, link.sinceNs(startNs));
    }

    @Test
    void whatFindsTheQueueFullIsDropped() {
        TestLink link = connected(Map.of("rate", "64000", "queue", "10"));
        for (int i = 0; i < 25; i++) {
            assertEquals(i < 10, link.client.flow().writable());
            link.client.sendNext();
        }
        link.loop.runFor(Duration.ofMillis(1));
        assertTrue(link.client.flow().writable());
        link.client.sendNext();
        assertFalse(link.client.flow().writable());
        link.loop.run();
        List<Long> expected = new ArrayList<>(numbers(10));
        expected.add(25L);
        assertEquals(expected, link.server.received());
        assertEquals(15, link.counters().overflowed());
    }

    @Test
    void roomIsToldOnceToEveryFlowThatFoundNone() {
        TestLink link = connected(Map.of("rate", "64000", "queue", "2", "delay_ms", "50"));
        Party other = new Party(link.pool);
        link.connectParties(other, new Party(link.pool));
        long startNs = link.loop.nowNs();
        List<Long> toldNs = new ArrayList<>();
        other.onWritable(() -> toldNs.add(link.sinceNs(startNs)));
        link.client.sendNext();
        link.client.sendNext();
        assertFalse(other.flow().writable());
        assertFalse(other.flow().writable());
        link.client.sendNext();
        link.loop.run();
        assertEquals(List.of(MILLISECONDS.toNanos(1)), toldNs);
        assertEquals(List.of("writable"), other.told());
        assertEquals(List.of("writable"), link.client.told());
        assertEquals(1, link.counters().overflowed());
    }

    @Test
    void flowsThatWaitForRoomTakeTurns() {
        TestLink link = connected(Map.of("rate", "64000", "queue", "1"));
        Party other = new Party(link.pool);
        Party otherServer = new Party(link.pool);
        link.connectParties(other, otherServer);
        for (Party party : List.of(link.client, other)) {
            party.onWritable(() -> {
                party.sendNext();
                assertFalse(party.flow().writable());
            });
        }
        link.client.sendNext();
        assertFalse(other.flow().writable());
        assertFalse(link.client.flow().writable());
        link.loop.runFor(Duration.ofMillis(100));
        assertEquals(50, link.server.received().size());
        assertEquals(50, otherServer.received().size());
        link.client.deallocate();
        other.deallocate();
    }

    @Test
    void aFlowThatWasReleasedIsNotToldOfRoom() {
        TestLink link = connected(Map.of("rate", "64000", "queue", "1"));
        link.client.sendNext();
        assertFalse(link.client.flow().writable());
        link.client.deallocate();
        link.loop.run();
        assertEquals(List.of(), link.client.told());
        assertTrue(link.client.flow().writable());
    }

    @Test
    void aPacketThatNoOtherFollowsIsNotHeldBackForEver() {
        TestLink link = connected(Map.of("reorder", "1", "delay_ms", "15"));
        long startNs = link.loop.nowNs();
        link.server.onReceive(number -> assertEquals(MILLISECONDS.toNanos(30), link.sinceNs(startNs)));
        link.client.sendNext();
        link.client.sendNext();
        link.loop.run();
        assertEquals(numbers(2), link.server.received());
        assertEquals(0, link.counters().reordered());
    }

    @Test
    void theNewsThatAFlowEndedIsNotCountedAsAPacket() {
        TestLink link = connected(Map.of("reorder", "0.5", "seed", "1"));
        for (int i = 0; i < 100; i++) {
            Party other = new Party(link.pool);
            link.connectParties(other, new Party(link.pool));
            link.loop.at(i * INTERVAL_NS, other::deallocate);
        }
        link.sendEvery(INTERVAL_NS, 100);
        assertEquals(passed(link.server.received()), link.counters().reordered());
        assertEquals(100, link.counters().sent());
    }

    @Test
    void whatIsSentOnAFlowThatWasReleasedTakesNoRoom() {
        TestLink link = connected(Map.of("rate", "64000"));
        link.client.deallocate();
        link.client.sendNext();
        assertEquals(0, link.pool.outstanding());
        assertEquals(new LinkCounters(1, 0, 0, 0, 0, 0, 1, 0), link.counters());
    }

    @Test
    void aCopyNeedsRoomInThePool() {
        TestLink link = connected(Map.of("duplicate", "1"));
        Deque<Packet> taken = new ArrayDeque<>();
        while (link.pool.outstanding() < link.pool.limit() - 1) {
            taken.add(Objects.requireNonNull(link.pool.take()));
        }
        link.client.sendNext();
        link.loop.run();
        taken.forEach(Packet::release);
        assertEquals(new LinkCounters(1, 0, 0, 1, 0, 0, 0, 1), link.counters());
        assertEquals(numbers(1), link.server.received());
    }

    @Test
    void aCopyIsLikeTheOriginal() {
        TestLink link = connected(Map.of("duplicate", "1"));
        link.client.send(77, link.client.flow().largestPacket());
        link.loop.run();
        assertEquals(List.of(77L, 77L), link.server.received());
    }

    @Test
    void nothingIsDeliveredWithinACall() {
        TestLink link = connected(Map.of());
        link.client.sendNext();
        assertEquals(List.of(), link.server.received());
        link.loop.run();
        assertEquals(numbers(1), link.server.received());
    }

    @Test
    void usersThatAnswerEachOtherDoNotRecurse() {
        TestLink link = connected(Map.of());
        link.client.onReceive(number -> link.client.sendNext());
        link.server.onReceive(number -> {
            if (number < 50_000) {
                link.server.sendNext();
            }
        });
        link.client.sendNext();
        link.loop.run();
        assertEquals(50_001, link.server.received().size());
        assertEquals(1, link.client.deepest());
        assertEquals(1, link.server.deepest());
    }

    @Test
    void usersThatSendAsTheyReceiveLeaveTheLoopToOthers() {
        TestLink link = connected(Map.of());
        link.server.onReceive(number -> link.client.sendNext());
        link.client.sendNext();
        link.loop.at(0, link.client::deallocate);
        assertTrue(link.loop.runUntil(
                () -> link.client.over() || link.server.received().size() > 1_000));
        assertTrue(link.client.over());
        link.server.onReceive(number -> {});
        link.loop.run();
    }

    @Test
    void aUserThatFailsDoesNotStopTheLink() {
        TestLink link = connected(Map.of("duplicate", "1"));
        link.server.onReceive(number -> {
            if (number == 0) {
                throw new IllegalStateException("defect");
            }
        });
        link.client.sendNext();
        link.client.sendNext();
        assertThrows(IllegalStateException.class, link.loop::run);
        link.loop.run();
        assertEquals(List.of(0L, 0L, 1L, 1L), link.server.received());
    }

    @Test
    void packetsAllocateNothing() {
        TestLink link = new TestLink(Map.of(
                "loss", "0.1",
                "duplicate", "0.1",
                "reorder", "0.1",
                "delay_ms", "2",
                "rate", "8000000",
                "queue", "5"));
        LayerFlow flow = link.connect(Releasing.EVERYTHING, Releasing.EVERYTHING);
        sendBursts(link, flow, 1_000);
        ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = thread.getCurrentThreadAllocatedBytes();
        sendBursts(link, flow, 1_000);
        long allocated = thread.getCurrentThreadAllocatedBytes() - before;
        assertTrue(allocated < 10_000, allocated + " bytes for 10,000 packets");
        assertEquals(0, link.pool.outstanding());
    }

    @Test
    void aUserThatFailsWhenThereIsRoomDoesNotStopTheOthers() {
        TestLink link = connected(Map.of("rate", "64000", "queue", "1"));
        Party other = new Party(link.pool);
        link.connectParties(other, new Party(link.pool));
        link.client.onWritable(() -> {
            throw new IllegalStateException("defect");
        });
        link.client.sendNext();
        assertFalse(link.client.flow().writable());
        assertFalse(other.flow().writable());
        assertThrows(IllegalStateException.class, link.loop::run);
        link.loop.run();
        assertEquals(List.of("writable"), other.told());
    }

    private static void sendBursts(TestLink link, LayerFlow flow, int count) {
        for (int burst = 0; burst < count; burst++) {
            for (int i = 0; i < 10; i++) {
                flow.writable();
                Packet packet = Objects.requireNonNull(link.pool.take());
                packet.append(100);
                flow.send(packet);
            }
            link.loop.run();
        }
    }

    private TestLink connected(Map<String, String> options) {
        TestLink link = new TestLink(options).connect();
        links.add(link);
        return link;
    }

    private static Map<String, String> badNetwork(String seed) {
        return Map.of(
                "loss", "0.1",
                "duplicate", "0.1",
                "reorder", "0.2",
                "delay_ms", "3.5",
                "rate", "10000000",
                "queue", "20",
                "seed", seed);
    }

    /** {@return what arrives when at the server, of packets that are sent at random times} */
    private List<String> trace(Map<String, String> options, boolean bothWays) {
        TestLink link = connected(options);
        long startNs = link.loop.nowNs();
        List<String> trace = new ArrayList<>();
        link.server.onReceive(number -> trace.add(number + " at " + link.sinceNs(startNs)));
        for (int i = 0; i < 10_000; i++) {
            long timeNs = i * 7_919L % 50_000_000;
            link.loop.at(timeNs, link.client::sendNext);
            if (bothWays) {
                link.loop.at(timeNs, link.server::sendNext);
            }
        }
        link.loop.run();
        assertTrue(link.counters().overflowed() > 0);
        return trace;
    }

    private Set<Long> delivered(Map<String, String> options) {
        TestLink link = connected(options);
        link.sendEvery(INTERVAL_NS, 10_000);
        return new TreeSet<>(link.server.received());
    }

    /** {@return how many numbers come after a higher one} (RFC 4737, 3) */
    private static long passed(List<Long> numbers) {
        long passed = 0;
        long highest = -1;
        for (long number : numbers) {
            if (number < highest) {
                passed++;
            }
            highest = Math.max(highest, number);
        }
        return passed;
    }

    private static void assertOften(double probability, long trials, long times) {
        double sigma = Math.sqrt(trials * probability * (1 - probability));
        assertEquals(trials * probability, (double) times, 4 * sigma);
    }

    private static List<Long> numbers(long count) {
        return LongStream.range(0, count).boxed().toList();
    }
}
