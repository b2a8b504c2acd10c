// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.ouroboros.endpoint.Messages.assertSays;
import static org.ouroboros.endpoint.Messages.message;
import static org.ouroboros.endpoint.Messages.numbered;
import static org.ouroboros.endpoint.Messages.numbers;
import static org.ouroboros.endpoint.Messages.ofSize;
import static org.ouroboros.endpoint.Messages.text;
import static org.ouroboros.endpoint.SimulatedSystem.NOTHING;
import static org.ouroboros.endpoint.SimulatedSystem.QUIET;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ouroboros.api.FlowDown;
import org.ouroboros.api.FlowEvent.Kind;
import org.ouroboros.api.FlowState;
import org.ouroboros.api.QosSpec;
import org.ouroboros.packet.Packet;

/** Two applications over the flow of a layer: batches, back pressure, signs of life, and the end of a flow. */
class LayerFlowTest {
    private static final int QUEUE = 16;
    private static final Duration T = Duration.ofSeconds(4);
    private static final QosSpec LIVELY = QosSpec.RAW.withTimeoutMs(T.toMillis());

    private final SimulatedSystem system = new SimulatedSystem(7, QUEUE);
    private final ToyLink link = system.link(ToyLink.Terms.GOOD);

    @AfterEach
    void nothingIsLeftOver() {
        system.loop.run();
        assertEquals(0, system.pool.outstanding());
    }

    // ---- packets ----

    @Test
    void messagesArriveUnchangedInBothDirections() {
        SimulatedSystem.Ends ends = system.over(link, QUIET, NOTHING);
        for (long number = 0; number < QUEUE; number++) {
            assertTrue(ends.client().tryWrite(numbered(number)));
            assertTrue(ends.server().tryWrite(numbered(number + 100)));
        }
        system.loop.run();
        assertEquals(upTo(QUEUE), numbers(ends.server()));
        assertEquals(LongStream.range(100, 100 + QUEUE).boxed().toList(), numbers(ends.client()));
        ends.deallocate();
    }

    @Test
    void aBatchOfMessagesWakesTheLoopOnce() {
        SimulatedSystem.Ends ends = system.over(link, QUIET, NOTHING);
        system.settle();
        long before = system.loop.info().tasks();
        for (long number = 0; number < QUEUE; number++) {
            ends.client().tryWrite(numbered(number));
        }
        system.settle();
        assertEquals(1, system.loop.info().tasks() - before);
        assertEquals(QUEUE, link.first().sent());
        ends.deallocate();
    }

    @Test
    void aFullLayerHoldsTheWriterAndLosesNothing() {
        link.terms(new ToyLink.Terms(1_000_000, 0, 0, 3, false));
        SimulatedSystem.Ends ends = system.over(link, QUIET, NOTHING);
        List<Long> read = new ArrayList<>();
        long next = 0;
        while (read.size() < 500) {
            if (next < 500 && ends.client().tryWrite(numbered(next))) {
                next++;
            } else {
                system.loop.runFor(Duration.ofMillis(1));
            }
            read.addAll(numbers(ends.server()));
        }
        assertEquals(upTo(500), read);
        assertEquals(0, ends.client().counters().dropped());
        assertEquals(500, link.first().sent());
        ends.deallocate();
    }

    @Test
    void roomIsUsedBehindEverythingThatMakesSome() {
        link.terms(new ToyLink.Terms(1_000_000, 0, 0, 3, false));
        SimulatedSystem.Ends ends = system.over(link, QUIET, NOTHING);
        for (long number = 0; number < QUEUE; number++) {
            ends.client().tryWrite(numbered(number));
        }
        system.settle();
        link.terms(ToyLink.Terms.GOOD);
        List<Integer> sent = new ArrayList<>();
        system.loop.execute(() -> {
            link.first().tellWritable();
            sent.add(link.first().sent());
        });
        system.settle();
        assertEquals(List.of(3), sent);
        assertEquals(QUEUE, link.first().sent());
        ends.deallocate();
    }

    @Test
    void whatASlowReaderCannotTakeIsDroppedAndCounted() {
        SimulatedSystem.Ends ends = system.over(link, QUIET, NOTHING);
        for (long number = 0; number < 3 * QUEUE; number++) {
            assertTrue(ends.client().tryWrite(numbered(number)));
            system.loop.run();
        }
        assertEquals(QUEUE, ends.server().counters().dropped());
        assertEquals(upTo(2 * QUEUE), numbers(ends.server())); // more wait to be read than to be sent
        ends.deallocate();
    }

    @Test
    void everyMessageThatArrivesRaisesOneEvent() {
        SimulatedSystem.Ends ends = system.over(link, QUIET, NOTHING);
        List<Kind> events = listen(ends.server());
        ends.client().tryWrite(message("a"));
        ends.client().tryWrite(ofSize(0)); // a sign of life
        ends.client().tryWrite(message("b"));
        system.loop.run();
        assertEquals(List.of(Kind.PACKET, Kind.PACKET), events);
        assertEquals(3, link.first().sent());
        assertEquals(2, ends.client().counters().sentPackets());
        ends.deallocate();
    }

    // ---- signs of life ----

    @Test
    void aQuietEndSendsASignOfLifeEveryQuarterOfTheTimeout() {
        SimulatedSystem.Ends ends = system.over(link, LIVELY, NOTHING);
        system.loop.runFor(Duration.ofSeconds(60));
        assertEquals(60, link.first().empty(), 1);
        assertEquals(60, link.second().empty(), 1);
        assertEquals(FlowState.UP, ends.client().state());
        assertEquals(0, ends.server().receiveQueueLength());
        ends.deallocate();
    }

    @Test
    void dataMakesSignsOfLifeNeedless() {
        SimulatedSystem.Ends ends = system.over(link, LIVELY, NOTHING);
        for (int i = 0; i < 60; i++) {
            ends.client().tryWrite(message("x"));
            system.loop.runFor(Duration.ofMillis(999));
            text(ends.server());
        }
        assertEquals(0, link.first().empty());
        assertEquals(60, link.second().empty(), 1);
        ends.deallocate();
    }

    @Test
    void whatAProtocolMachineSendsByItselfIsNoSignOfLife() {
        system.install("goback", new ToyPolicies.GoBack(system.pool));
        SimulatedSystem.Ends ends = system.over(link, LIVELY, SimulatedSystem.reliable("goback"));
        for (int i = 0; i < 60; i++) {
            ends.client().tryWrite(message("x"));
            system.loop.runFor(Duration.ofMillis(999));
            text(ends.server());
        }
        assertEquals(0, link.first().empty());
        assertEquals(60, link.second().empty(), 1); // besides its acknowledgements
        assertEquals(60, link.second().sent() - link.second().empty());
        ends.deallocate();
    }

    @Test
    void silenceOfTheTimeoutIsBorneAndAnyMoreIsNot() {
        SimulatedSystem.Ends ends = system.over(link, LIVELY, NOTHING);
        List<Kind> events = listen(ends.client());
        system.loop.runFor(Duration.ofMillis(1_500));
        ends.server().tryWrite(message("last"));
        system.loop.runFor(Duration.ofMillis(1)); // arrives in this moment
        link.terms(new ToyLink.Terms(1_000_000, 1, 0, 64, false));
        system.loop.runFor(T);
        assertEquals(FlowState.UP, ends.client().state());
        system.loop.runFor(Duration.ofNanos(1));
        assertEquals(FlowState.PEER_DEAD, ends.client().state());
        assertEquals(List.of(Kind.PACKET, Kind.PEER_DEAD), events);
        ends.deallocate();
    }

    @Test
    void whatHadArrivedIsReadBeforeThePeerIsReportedDead() {
        SimulatedSystem.Ends ends = system.over(link, LIVELY, NOTHING);
        ends.server().tryWrite(message("last words"));
        system.loop.runFor(Duration.ofMillis(10));
        link.terms(new ToyLink.Terms(1_000_000, 1, 0, 64, false));
        system.loop.runFor(T.plusSeconds(1));
        assertEquals("last words", text(ends.client()));
        FlowDown down = assertThrows(FlowDown.class, () -> ends.client().tryRead(ofSize(1)));
        assertEquals(FlowState.PEER_DEAD, down.state());
        assertThrows(FlowDown.class, () -> ends.client().tryWrite(message("x")));
        ends.deallocate();
    }

    @Test
    void nothingIsSentToADeadPeerAndNothingOfItIsTaken() {
        link.terms(new ToyLink.Terms(T.toNanos() * 3, 0, 0, 64, false));
        SimulatedSystem.Ends ends = system.over(link, LIVELY, NOTHING);
        ends.server().tryWrite(message("too late"));
        system.settle();
        link.terms(ToyLink.Terms.GOOD);
        ends.server().tryWrite(message("x"));
        system.loop.runFor(Duration.ofMillis(10));
        link.terms(new ToyLink.Terms(1_000_000, 1, 0, 64, false));
        system.loop.runFor(T.plusSeconds(1));
        assertEquals(FlowState.PEER_DEAD, ends.client().state());
        int sent = link.first().sent();
        system.loop.runFor(T.multipliedBy(10));
        assertEquals(sent, link.first().sent());
        assertEquals(FlowState.PEER_DEAD, ends.client().state());
        assertEquals("x", text(ends.client()));
        assertEquals(0, ends.client().receiveQueueLength());
        ends.deallocate();
    }

    @Test
    void whatWaitsForRoomInTheLayerIsNotSentToADeadPeer() {
        SimulatedSystem.Ends ends = system.over(link, LIVELY, NOTHING);
        link.terms(new ToyLink.Terms(T.toNanos() * 3, 0, 0, 1, false));
        ends.client().tryWrite(message("fills the link"));
        ends.client().tryWrite(message("waits"));
        system.loop.runFor(T.plusSeconds(1));
        assertEquals(FlowState.PEER_DEAD, ends.client().state());
        int sent = link.first().sent();
        system.loop.runFor(T.multipliedBy(3));
        assertEquals(sent, link.first().sent());
        ends.deallocate();
    }

    @Test
    void withoutATimeoutThereAreNoSignsOfLife() {
        SimulatedSystem.Ends ends = system.over(link, QUIET, NOTHING);
        system.loop.runFor(Duration.ofDays(1));
        assertEquals(0, link.first().sent());
        assertEquals(FlowState.UP, ends.client().state());
        ends.deallocate();
    }

    @Test
    void theLongestTimeoutDoesNotOverflow() {
        SimulatedSystem.Ends ends = system.over(link, QosSpec.RAW.withTimeoutMs(0xFFFF_FFFFL), NOTHING);
        system.loop.runFor(Duration.ofDays(30));
        assertEquals(FlowState.UP, ends.client().state());
        assertEquals(2, link.first().empty()); // every 12.4 days
        ends.deallocate();
    }

    @Test
    void aSignOfLifeThatFindsNoPacketInThePoolIsMadeUpFor() {
        SimulatedSystem.Ends ends = system.over(link, LIVELY, NOTHING);
        List<Packet> taken = new ArrayList<>();
        for (Packet packet = system.pool.take(); packet != null; packet = system.pool.take()) {
            taken.add(packet);
        }
        system.loop.runFor(Duration.ofSeconds(3));
        taken.forEach(Packet::release);
        system.loop.runFor(T.multipliedBy(3));
        assertEquals(FlowState.UP, ends.client().state());
        ends.deallocate();
    }

    // ---- down and up ----

    @Test
    void aLayerThatFailsTakesTheFlowDownAndBringsItUpAgain() {
        SimulatedSystem.Ends ends = system.over(link, QUIET, NOTHING);
        List<Kind> events = listen(ends.client());
        link.fail("cable pulled");
        FlowDown down = assertThrows(FlowDown.class, () -> ends.client().tryWrite(message("x")));
        assertSays("cable pulled", down);
        link.recover();
        assertTrue(ends.client().tryWrite(message("x")));
        assertEquals(List.of(Kind.DOWN, Kind.UP), events);
        ends.deallocate();
    }

    @Test
    void aFlowThatIsDownForTwoReasonsComesUpWhenBothAreGone() {
        SimulatedSystem.Ends ends = system.over(link, QUIET, NOTHING);
        List<Kind> events = listen(ends.client());
        ends.client().markDown();
        link.fail("cable pulled");
        ends.client().markUp();
        assertEquals(FlowState.DOWN, ends.client().state());
        FlowDown down = assertThrows(FlowDown.class, () -> ends.client().tryWrite(message("x")));
        assertSays("cable pulled", down);
        link.recover();
        assertEquals(FlowState.UP, ends.client().state());
        assertEquals(List.of(Kind.DOWN, Kind.UP), events);
        ends.deallocate();
    }

    @Test
    void aMarkReachesThePeerOverTheLayer() {
        SimulatedSystem.Ends ends = system.over(link, QUIET, NOTHING);
        ends.client().markDown();
        system.loop.run();
        assertEquals(FlowState.DOWN, ends.server().state());
        ends.client().markUp();
        system.loop.run();
        assertEquals(FlowState.UP, ends.server().state());
        ends.deallocate();
    }

    // ---- the end ----

    @Test
    void whatWasWrittenBeforeTheDeallocationArrives() {
        SimulatedSystem.Ends ends = system.over(link, QUIET, NOTHING);
        for (long number = 0; number < QUEUE; number++) {
            ends.client().tryWrite(numbered(number));
        }
        ends.client().deallocate();
        system.loop.run();
        assertEquals(FlowState.PEER_DEALLOCATED, ends.server().state());
        assertEquals(upTo(QUEUE), numbers(ends.server()));
        assertThrows(FlowDown.class, () -> ends.server().tryRead(ofSize(1)));
        ends.server().deallocate();
    }

    @Test
    void aDeallocatedFlowSendsOnWhenTheLayerHasRoom() {
        link.terms(new ToyLink.Terms(1_000_000, 0, 0, 2, false));
        SimulatedSystem.Ends ends = system.over(link, QUIET, NOTHING);
        for (long number = 0; number < QUEUE; number++) {
            ends.client().tryWrite(numbered(number));
        }
        ends.client().deallocate();
        system.settle();
        assertFalse(link.first().released());
        system.loop.run();
        assertTrue(link.first().released());
        assertEquals(upTo(QUEUE), numbers(ends.server()));
        ends.server().deallocate();
    }

    @Test
    void aDeallocatedFlowThatCannotSendIsLetGoAfterABoundedTime() {
        link.terms(new ToyLink.Terms(Duration.ofHours(1).toNanos(), 0, 0, 1, false));
        SimulatedSystem.Ends ends = system.over(link, QUIET, NOTHING);
        ends.client().tryWrite(message("a"));
        ends.client().tryWrite(message("b"));
        ends.client().deallocate();
        system.loop.runFor(Duration.ofSeconds(119));
        assertFalse(link.first().released());
        system.loop.runFor(Duration.ofSeconds(2));
        assertTrue(link.first().released());
        assertEquals(1, ends.client().counters().dropped());
        ends.server().deallocate();
    }

    @Test
    void aDeallocatedFlowWhoseLayerFailsIsLetGoAtOnce() {
        link.terms(new ToyLink.Terms(Duration.ofHours(1).toNanos(), 0, 0, 1, false));
        SimulatedSystem.Ends ends = system.over(link, QUIET, NOTHING);
        ends.client().tryWrite(message("a"));
        ends.client().tryWrite(message("b"));
        ends.client().deallocate();
        system.settle();
        link.fail("gone");
        assertTrue(link.first().released());
        ends.server().deallocate();
    }

    @Test
    void bothEndsMayDeallocateWithPacketsUnderWay() {
        SimulatedSystem.Ends ends = system.over(link, QUIET, NOTHING);
        for (long number = 0; number < QUEUE; number++) {
            ends.client().tryWrite(numbered(number));
            ends.server().tryWrite(numbered(number));
        }
        system.loop.runFor(Duration.ofNanos(500_000));
        ends.deallocate();
        system.loop.run();
        assertEquals(1, system.clientReleases);
        assertEquals(1, system.serverReleases);
        assertTrue(link.first().released() && link.second().released());
    }

    private static List<Kind> listen(ApplicationFlow flow) {
        List<Kind> events = new ArrayList<>();
        flow.listen(event -> events.add(event.kind()));
        return events;
    }

    private static List<Long> upTo(long end) {
        return LongStream.range(0, end).boxed().toList();
    }
}
