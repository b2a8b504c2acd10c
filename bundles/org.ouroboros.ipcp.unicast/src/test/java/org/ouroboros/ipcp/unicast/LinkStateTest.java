// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.unicast;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ouroboros.ipcp.unicast.wire.Farewell;
import org.ouroboros.ipcp.unicast.wire.LayerConfiguration.LinkStateTimers;
import org.ouroboros.ipcp.unicast.wire.LinkStateMessage;
import org.ouroboros.loop.simulation.SimulatedLoop;
import org.ouroboros.packet.Packet;
import org.ouroboros.packet.PacketPool;
import org.ouroboros.policy.routing.Topology.Link;

/** What a member tells of its links and passes on of others (network specification, section 9). */
class LinkStateTest {
    private static final long OWN = 10;
    private static final long START_MS = SimulatedLoop.START.toEpochMilli();

    private final SimulatedLoop loop = new SimulatedLoop(1);
    private final PacketPool pool = new PacketPool(1 << 20);
    private final RecordingFlow first = new RecordingFlow();
    private final RecordingFlow second = new RecordingFlow();
    private final Connection toFirst = RecordingFlow.connection(pool, first, 1);
    private final Connection toSecond = RecordingFlow.connection(pool, second, 2);
    private int changes;
    private final LinkState linkState = new LinkState(
            loop,
            OWN,
            new LinkStateTimers(Duration.ofSeconds(4), Duration.ofSeconds(15), Duration.ofSeconds(60)),
            List.of(),
            () -> changes++);

    @AfterEach
    void everyPacketIsBack() {
        linkState.close();
        assertEquals(0, pool.outstanding());
    }

    private void connected() {
        linkState.added(toFirst);
        linkState.added(toSecond);
    }

    private void hear(Connection from, long near, long far, long sequence, boolean withdrawn) {
        hear(from, new LinkStateMessage(near, far, sequence, withdrawn).encode());
    }

    private void hear(Connection from, byte[] message) {
        linkState.receive(from, packet(message));
    }

    private Packet packet(byte[] message) {
        Packet packet = Objects.requireNonNull(pool.take());
        packet.put(ByteBuffer.wrap(message));
        return packet;
    }

    private static List<LinkStateMessage> told(RecordingFlow flow) {
        return flow.sent().stream()
                .map(message -> LinkStateMessage.decode(message).orElseThrow())
                .toList();
    }

    private static LinkStateMessage link(long from, long to, long sequence) {
        return new LinkStateMessage(from, to, sequence, false);
    }

    @Test
    void aLinkThatComesUpIsToldToAllWithANumberThatNoEarlierLifeHasUsed() {
        connected();
        linkState.announce(1);
        assertEquals(List.of(link(OWN, 1, START_MS)), told(first));
        assertEquals(List.of(link(OWN, 1, START_MS)), told(second));
        assertEquals(1, changes);
    }

    @Test
    void aLinkIsToldAgainAndAgain() {
        connected();
        linkState.announce(1);
        told(first);
        loop.runFor(Duration.ofSeconds(46));
        assertEquals(
                List.of(link(OWN, 1, START_MS + 1), link(OWN, 1, START_MS + 2), link(OWN, 1, START_MS + 3)),
                told(first));
        told(second);
    }

    @Test
    void aNewNeighbourIsToldEverythingInOrder() {
        linkState.added(toFirst);
        hear(toFirst, 5, 1, 7, false);
        hear(toFirst, 1, 5, 0, false);
        hear(toFirst, 3, 1, 2, false);
        linkState.added(toSecond);
        assertEquals(List.of(link(3, 1, 2), link(5, 1, 7), link(1, 5, 0)), told(second));
    }

    @Test
    void aNeighbourThatIsSlowIsToldEverythingAllTheSame() {
        linkState.added(toFirst);
        for (int far = 100; far < 400; far++) {
            hear(toFirst, 1, far, 0, false);
        }
        second.writable(false);
        linkState.added(toSecond);
        assertEquals(List.of(), told(second));
        second.writable(true);
        loop.runFor(Duration.ofMillis(20));
        assertEquals(300, told(second).size());
    }

    @Test
    void newsIsPassedOnToAllButWhoeverBroughtIt() {
        connected();
        hear(toFirst, 3, 4, 9, false);
        hear(toFirst, 3, 4, 9, false);
        assertEquals(List.of(), told(first));
        assertEquals(List.of(link(3, 4, 9)), told(second));
        hear(toSecond, 3, 4, 10, false);
        assertEquals(List.of(link(3, 4, 10)), told(first));
        assertEquals(1, changes, "a link that stays does not change routes");
    }

    @Test
    void sequenceNumbersAreUnsigned() {
        connected();
        hear(toFirst, 3, 4, Long.MAX_VALUE, false);
        hear(toFirst, 3, 4, Long.MIN_VALUE, false);
        hear(toFirst, 3, 4, 5, false);
        assertEquals(List.of(link(3, 4, Long.MAX_VALUE), link(3, 4, Long.MIN_VALUE)), told(second));
    }

    @Test
    void whoKnowsLessIsToldMoreAndNobodyElseIs() {
        connected();
        hear(toFirst, 3, 4, 9, false);
        told(second);
        hear(toSecond, 3, 4, 8, true);
        assertEquals(List.of(link(3, 4, 9)), told(second));
        hear(toFirst, 3, 4, 10, true);
        told(second);
        hear(toSecond, 3, 4, 9, false);
        assertEquals(
                List.of(new LinkStateMessage(3, 4, 10, true)), told(second), "its owner outbids it if it is wrong");
        hear(toSecond, 3, 4, 10, true);
        assertEquals(List.of(), told(second), "who knows as much is told nothing");
        assertEquals(List.of(), told(first));
    }

    @Test
    void aNumberThatNobodyCanOutbidIsToldToNobodyWhoKnowsLess() {
        connected();
        hear(toFirst, 3, 4, -1, false);
        told(second);
        hear(toFirst, 3, 4, 9, false);
        assertEquals(List.of(), told(first), "else members would keep it alive for each other");
        loop.runFor(Duration.ofSeconds(62));
        hear(toFirst, 3, 4, 10, false);
        assertEquals(List.of(link(3, 4, 10)), told(second));
    }

    @Test
    void aLinkOfThePrototypeThatBeginsAgainGoesOnFromItsOldNumber() {
        RecordingFlow third = new RecordingFlow();
        Connection toThird = RecordingFlow.prototype(pool, third, 3);
        linkState.added(toFirst);
        linkState.added(toThird);
        hear(toThird, 3, 1, 40, false);
        told(first);
        hear(toThird, 3, 1, 0, false);
        assertEquals(List.of(link(3, 1, 40)), told(third), "it takes what is newer, of its own links too");
        loop.runFor(Duration.ofSeconds(50));
        hear(toThird, 3, 1, 41, false);
        assertEquals(List.of(link(3, 1, 41)), told(first));
        loop.runFor(Duration.ofSeconds(50));
        assertEquals(List.of(new Link(3, 1)), linkState.database().links(), "at no time was it away");
    }

    @Test
    void aMemberWhoseClockWentBackIsBackWithItsNextAnnouncement() {
        connected();
        linkState.announce(1);
        told(first);
        hear(toFirst, OWN, 1, START_MS + 3_600_000, true);
        assertEquals(List.of(link(OWN, 1, START_MS + 3_600_001)), told(first));
        told(second);
    }

    @Test
    void aWithdrawalEndsALinkAndAnOlderAnnouncementDoesNotBringItBack() {
        connected();
        hear(toFirst, 3, 4, 9, false);
        hear(toFirst, 3, 4, 10, true);
        hear(toSecond, 3, 4, 9, false);
        assertEquals(List.of(), linkState.database().links());
        assertEquals(
                List.of(link(3, 4, 9), new LinkStateMessage(3, 4, 10, true), new LinkStateMessage(3, 4, 10, true)),
                told(second),
                "the third answers it");
        assertEquals(2, changes);
        hear(toSecond, 3, 4, 11, false);
        assertEquals(List.of(new Link(3, 4)), linkState.database().links());
    }

    @Test
    void anOwnLinkThatGoesDownIsWithdrawnAtOnce() {
        connected();
        linkState.announce(1);
        linkState.withdraw(1);
        assertEquals(List.of(link(OWN, 1, START_MS), new LinkStateMessage(OWN, 1, START_MS + 1, true)), told(first));
        assertEquals(List.of(), linkState.database().links());
    }

    @Test
    void aCopyOfAnOwnLinkWithAHigherNumberIsOutbid() {
        connected();
        linkState.announce(1);
        told(first);
        told(second);
        hear(toFirst, OWN, 1, START_MS + 1_000, false);
        assertEquals(List.of(link(OWN, 1, START_MS + 1_001)), told(second));
        hear(toFirst, OWN, 1, START_MS + 2_000, true);
        assertEquals(List.of(link(OWN, 1, START_MS + 2_001)), told(second), "nobody else withdraws it");
        assertEquals(List.of(new Link(OWN, 1)), linkState.database().links());
        told(first);
    }

    @Test
    void aCopyOfADeadOwnLinkIsWithdrawnAndNotAdopted() {
        connected();
        hear(toFirst, OWN, 77, START_MS + 5, false);
        assertEquals(List.of(), linkState.database().links());
        assertEquals(List.of(new LinkStateMessage(OWN, 77, START_MS + 6, true)), told(second));
        told(first);
        hear(toSecond, OWN, 77, START_MS + 5, false);
        assertEquals(List.of(), told(first), "said once");
        loop.runFor(Duration.ofSeconds(31));
        assertEquals(List.of(), told(first), "and never refreshed");
    }

    @Test
    void whatIsNotAnnouncedAnyMoreIsForgottenAndRoutesAreComputedAgain() {
        connected();
        hear(toFirst, 3, 4, 9, false);
        loop.runFor(Duration.ofSeconds(60));
        assertEquals(1, changes);
        loop.runFor(Duration.ofSeconds(2));
        assertEquals(2, changes);
        assertEquals(List.of(), linkState.database().links());
    }

    @Test
    void neighboursOfThePrototypeComputeTheirRoutesOnceALinkThatWentHasAgedThere() {
        RecordingFlow third = new RecordingFlow();
        linkState.added(toFirst);
        linkState.added(RecordingFlow.prototype(pool, third, 3));
        hear(toFirst, 1, 3, 0, false);
        hear(toFirst, 3, 1, 0, false);
        loop.runFor(Duration.ofSeconds(16));
        told(first);
        assertEquals(2, told(third).size(), "nothing was lost yet");
        hear(toFirst, 1, 3, 1, true);
        told(third);
        loop.runFor(Duration.ofSeconds(60 + 1 + 4 * 15));
        List<LinkStateMessage> prompts = told(third);
        assertEquals(8, prompts.size(), "until every copy has aged");
        assertEquals(8, Set.copyOf(prompts).size(), "each is of a link that is not known");
        prompts.forEach(each -> assertEquals(OWN, each.from()));
        assertEquals(List.of(), told(first), "members of ours need none");
        loop.runFor(Duration.ofMinutes(10));
        assertEquals(List.of(), told(third), "what nobody confirmed was no loss");
    }

    /** It reckons in whole seconds, and looks at the age of a link only when it announces its own. */
    @Test
    void neighboursOfThePrototypeArePromptedTwiceAfterTheyForgotTheLinkAtTheLatest() {
        Duration timeout = Duration.ofSeconds(4);
        Duration update = Duration.ofSeconds(1);
        LinkState quick = new LinkState(
                loop, OWN, new LinkStateTimers(Duration.ofSeconds(1), update, timeout), List.of(), () -> {});
        quick.added(RecordingFlow.prototype(pool, first, 3));
        quick.announce(3);
        quick.receive(toFirst, packet(link(3, OWN, 0).encode()));
        loop.runFor(Duration.ofMillis(300)); // between two announcements
        quick.withdraw(3);
        loop.runFor(timeout.plusSeconds(1).plus(update));
        told(first);
        loop.runFor(update.multipliedBy(2));
        assertEquals(2, told(first).size());
        quick.close();
    }

    @Test
    void aPromptThatComesBackIsWithdrawn() {
        connected();
        hear(toFirst, OWN, 12_345, 0, false);
        assertEquals(List.of(), linkState.database().links());
        assertTrue(told(second).getFirst().withdrawn());
        told(first);
    }

    @Test
    void whatIsMalformedIsCountedAndSignsOfLifeAreNot() {
        connected();
        hear(toFirst, new byte[23]);
        hear(toFirst, new byte[32]);
        hear(toFirst, new byte[0]);
        assertEquals(2L, linkState.counters().get("link-state dropped: malformed"));
        assertEquals(List.of(), told(second));
    }

    @Test
    void aNeighbourThatSaysFarewellIsGone() {
        List<String> reasons = new ArrayList<>();
        toFirst.hand(new Connection.Holder() {
            @Override
            public void receive(Packet packet) {
                packet.release();
            }

            @Override
            public void gone(String reason) {
                reasons.add(reason);
            }
        });
        connected();
        hear(toFirst, Farewell.encode());
        assertEquals(List.of("the neighbour gave it up"), reasons);
        assertTrue(first.isDeallocated());
        assertEquals(0L, linkState.counters().get("link-state dropped: malformed"));
        hear(toSecond, new byte[Farewell.encode().length]);
        assertEquals(1L, linkState.counters().get("link-state dropped: malformed"));
    }

    @Test
    void aNeighbourThatIsLeftIsToldFarewellUnlessItIsOfThePrototype() {
        RecordingFlow third = new RecordingFlow();
        Connection toThird = RecordingFlow.prototype(pool, third, 3);
        connected();
        linkState.added(toThird);
        linkState.leaving(toFirst);
        linkState.leaving(toThird);
        assertArrayEquals(Farewell.encode(), first.sent().getFirst());
        assertEquals(List.of(), third.sent());
    }

    @Test
    void aNeighbourThatIsGoneIsToldNothing() {
        connected();
        linkState.removed(toFirst);
        linkState.announce(2);
        assertEquals(List.of(), told(first));
        assertTrue(!told(second).isEmpty());
    }
}
