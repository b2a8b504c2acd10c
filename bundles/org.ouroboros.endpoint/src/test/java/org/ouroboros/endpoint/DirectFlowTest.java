// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.ouroboros.endpoint.Messages.message;
import static org.ouroboros.endpoint.Messages.ofSize;
import static org.ouroboros.endpoint.Messages.text;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ouroboros.api.Flow;
import org.ouroboros.api.FlowDown;
import org.ouroboros.api.FlowEvent;
import org.ouroboros.api.FlowEvent.Kind;
import org.ouroboros.api.FlowOptions;
import org.ouroboros.api.FlowState;
import org.ouroboros.api.MessageTooLarge;
import org.ouroboros.api.irm.DropReason;
import org.ouroboros.packet.Packet;
import org.ouroboros.packet.PacketPool;
import org.ouroboros.testing.LogCapture;

/** Two applications of one system, connected without a layer: what reads, writes, states and events do. */
class DirectFlowTest {
    private static final int QUEUE = 16;

    private final SimulatedSystem system = new SimulatedSystem(1, QUEUE);
    private final SimulatedSystem.Ends ends = system.direct();
    private final ApplicationFlow client = ends.client();
    private final ApplicationFlow server = ends.server();

    @AfterEach
    void nothingIsLeftOver() {
        ends.deallocate();
        system.settle();
        assertEquals(0, system.pool.outstanding());
        assertEquals(0, system.loop.info().armedTimers());
    }

    // ---- messages ----

    @Test
    void aMessageArrivesWithoutTheLoop() {
        assertTrue(client.tryWrite(message("there")));
        assertTrue(server.tryWrite(message("and back")));
        assertEquals("there", text(server));
        assertEquals("and back", text(client));
        assertEquals(Flow.WOULD_BLOCK, client.tryRead(ofSize(1)));
    }

    @Test
    void theWrittenBufferIsEmptyAndTheOneNotWrittenUntouched() {
        ByteBuffer written = message("x");
        client.tryWrite(written);
        assertFalse(written.hasRemaining());
        fill(client);
        ByteBuffer refused = message("not yet");
        assertFalse(client.tryWrite(refused));
        assertEquals(7, refused.remaining());
    }

    @Test
    void messagesKeepTheirOrderAcrossAFullQueue() {
        for (int round = 0; round < 10; round++) {
            fill(client);
            for (int i = 0; i < QUEUE; i++) {
                assertEquals("m" + i, text(server));
            }
        }
    }

    @Test
    void queueLengthsCountWhatIsUnderWay() {
        client.tryWrite(message("a"));
        client.tryWrite(message("b"));
        assertEquals(2, client.sendQueueLength());
        assertEquals(2, server.receiveQueueLength());
        assertEquals(0, server.sendQueueLength());
    }

    @Test
    void theLargestMessageFitsAndALargerOneIsRefused() {
        int largest = client.largestMessage();
        assertEquals(PacketPool.LARGEST_PAYLOAD, largest);
        assertTrue(client.tryWrite(ofSize(largest)));
        assertEquals(largest, server.tryRead(ofSize(2_048)));
        MessageTooLarge refusal = assertThrows(MessageTooLarge.class, () -> client.tryWrite(ofSize(largest + 1)));
        assertEquals(largest, refusal.limitBytes());
    }

    @Test
    void anEmptyMessageIsNeverSeen() {
        assertTrue(client.tryWrite(ofSize(0)));
        assertEquals(0, server.receiveQueueLength());
        assertEquals(0, client.counters().sentPackets());
    }

    @Test
    void withoutPacketsInThePoolAWriteIsRefusedAndLaterTaken() {
        List<Packet> taken = new ArrayList<>();
        for (Packet packet = system.pool.take(); packet != null; packet = system.pool.take()) {
            taken.add(packet);
        }
        assertFalse(client.tryWrite(message("x")));
        taken.forEach(Packet::release);
        assertTrue(client.tryWrite(message("x")));
    }

    @Test
    void countersCountMessagesAndBytesAtBothEnds() {
        client.tryWrite(message("abc"));
        client.tryWrite(message("de"));
        text(server);
        assertEquals(new FlowCounters(2, 5, 0, 0, Map.of()), client.counters());
        assertEquals(new FlowCounters(0, 0, 1, 3, Map.of()), server.counters());
    }

    // ---- partial reads ----

    @Test
    void aLongMessageComesInPieces() {
        client.tryWrite(message("abcdefgh"));
        ByteBuffer into = ofSize(3);
        assertEquals(3, server.tryRead(into));
        assertEquals(3, server.tryRead(into.clear()));
        assertEquals(2, server.tryRead(into.clear()));
        assertEquals(Flow.WOULD_BLOCK, server.tryRead(into.clear()));
        assertEquals(new FlowCounters(0, 0, 1, 8, Map.of()), server.counters());
    }

    @Test
    void aMessageThatFillsTheBufferIsFollowedByItsEnd() {
        client.tryWrite(message("abcd"));
        client.tryWrite(message("e"));
        assertEquals(4, server.tryRead(ofSize(4)));
        assertEquals(0, server.tryRead(ofSize(4)));
        assertEquals(1, server.tryRead(ofSize(4)));
    }

    @Test
    void theEndOfAMessageIsReadBehindTheFlowsEnd() {
        client.tryWrite(message("abcd"));
        client.deallocate();
        system.settle();
        assertEquals(4, server.tryRead(ofSize(4)));
        assertEquals(0, server.tryRead(ofSize(4)));
        assertThrows(FlowDown.class, () -> server.tryRead(ofSize(4)));
    }

    @Test
    void withoutPartialReadsAMessageIsWholeOrDiscarded() {
        server.options(FlowOptions.DEFAULT.withPartialReads(false));
        client.tryWrite(message("abcde"));
        client.tryWrite(message("abcd"));
        MessageTooLarge refusal = assertThrows(MessageTooLarge.class, () -> server.tryRead(ofSize(4)));
        assertEquals(4, refusal.limitBytes());
        assertEquals(4, server.tryRead(ofSize(4)));
        assertEquals(Flow.WOULD_BLOCK, server.tryRead(ofSize(4)));
        assertEquals(new FlowCounters(0, 0, 1, 4, Map.of(DropReason.TOO_LARGE, 1L)), server.counters());
    }

    @Test
    void turningPartialReadsOffInTheMiddleGivesTheRestAtOnce() {
        client.tryWrite(message("abcdefgh"));
        server.tryRead(ofSize(3));
        server.options(server.options().withPartialReads(false));
        assertEquals(5, server.tryRead(ofSize(8)));
        assertEquals(new FlowCounters(0, 0, 1, 8, Map.of()), server.counters());
    }

    @Test
    void turningPartialReadsOffForgetsTheEndOfAMessage() {
        client.tryWrite(message("abcd"));
        client.tryWrite(message("ef"));
        server.tryRead(ofSize(4));
        server.options(server.options().withPartialReads(false));
        assertEquals("ef", text(server));
        assertEquals(Flow.WOULD_BLOCK, server.tryRead(ofSize(4)));
    }

    @Test
    void accessIsGuarded() {
        client.options(FlowOptions.DEFAULT.withAccess(FlowOptions.Access.READ_ONLY));
        server.options(FlowOptions.DEFAULT.withAccess(FlowOptions.Access.WRITE_ONLY));
        assertThrows(IllegalStateException.class, () -> client.tryWrite(message("x")));
        assertThrows(IllegalStateException.class, () -> server.tryRead(ofSize(1)));
        assertTrue(server.tryWrite(message("x")));
        assertEquals("x", text(client));
    }

    @Test
    void aBufferWithoutRoomIsAProgrammersMistake() {
        assertThrows(IllegalArgumentException.class, () -> server.tryRead(ofSize(0)));
    }

    @Test
    void waitingOnTheLoopIsRefusedRatherThanWaitedForEver() {
        assertThrows(IllegalStateException.class, () -> server.read(ofSize(1)));
        fill(client);
        assertThrows(IllegalStateException.class, () -> client.write(message("x")));
        assertEquals("m0", text(server)); // and nobody keeps the turn
    }

    // ---- states ----

    @Test
    void whatWasSentBeforeTheDeallocationIsReadAndThenThePeerIsGone() {
        client.tryWrite(message("a"));
        client.tryWrite(message("b"));
        client.deallocate();
        system.settle();
        assertEquals(FlowState.PEER_DEALLOCATED, server.state());
        assertEquals("a", text(server));
        assertEquals("b", text(server));
        FlowDown down = assertThrows(FlowDown.class, () -> server.tryRead(ofSize(1)));
        assertEquals(FlowState.PEER_DEALLOCATED, down.state());
        assertThrows(FlowDown.class, () -> server.tryWrite(message("x")));
    }

    @Test
    void aDeallocatedEndFailsAtOnceAndIsReleasedOnce() {
        server.tryWrite(message("unread"));
        client.deallocate();
        client.deallocate();
        assertEquals(FlowState.DEALLOCATED, client.state());
        assertThrows(FlowDown.class, () -> client.tryRead(ofSize(1)));
        assertThrows(FlowDown.class, () -> client.tryWrite(message("x")));
        assertEquals(1, system.clientReleases);
        assertEquals(0, system.serverReleases);
    }

    @Test
    void aMessageThatIsHalfReadGoesBackToThePool() {
        client.tryWrite(message("abcdef"));
        server.tryRead(ofSize(2));
        server.deallocate();
        client.deallocate();
        system.settle();
        assertEquals(0, system.pool.outstanding());
    }

    @Test
    void aMarkStopsBothEndsUntilItIsTakenBack() {
        client.tryWrite(message("before"));
        client.markDown();
        system.settle();
        assertEquals(FlowState.DOWN, client.state());
        assertEquals(FlowState.DOWN, server.state());
        assertEquals("before", text(server));
        assertThrows(FlowDown.class, () -> server.tryRead(ofSize(1)));
        assertThrows(FlowDown.class, () -> client.tryWrite(message("x")));
        client.markUp();
        system.settle();
        assertEquals(FlowState.UP, server.state());
        assertTrue(client.tryWrite(message("after")));
        assertEquals("after", text(server));
    }

    @Test
    void theLastMarkHoldsHoweverFastItChanges() {
        client.markDown();
        client.markUp();
        client.markDown();
        client.markUp();
        system.settle();
        assertEquals(FlowState.UP, server.state());
        client.markUp();
        client.markDown();
        system.settle();
        assertEquals(FlowState.DOWN, server.state());
    }

    @Test
    void aMarkOnAFlowThatIsDownHasNoEffect() {
        client.markDown();
        system.settle();
        server.markDown(); // down already
        client.markUp();
        system.settle();
        assertEquals(FlowState.UP, server.state());
        assertEquals(FlowState.UP, client.state());
    }

    @Test
    void bothEndsMayMarkAtTheSameTime() {
        client.markDown();
        server.markDown();
        system.settle();
        client.markUp();
        system.settle();
        assertEquals(FlowState.DOWN, client.state());
        assertEquals(FlowState.DOWN, server.state());
        server.markUp();
        system.settle();
        assertEquals(FlowState.UP, client.state());
        assertEquals(FlowState.UP, server.state());
    }

    // ---- events ----

    @Test
    void everyMessageRaisesOneEvent() {
        List<Kind> events = listen(server);
        fill(client);
        assertEquals(QUEUE, events.size());
        assertEquals(List.of(Kind.PACKET), events.stream().distinct().toList());
    }

    @Test
    void aListenerIsToldOnceOfEachMessageThatWaits() {
        client.tryWrite(message("a"));
        client.tryWrite(message("b"));
        text(server);
        assertEquals(List.of(Kind.PACKET), listen(server));
    }

    @Test
    void aListenerTakesThePlaceOfAnother() {
        List<Kind> former = listen(server);
        List<Kind> latter = listen(server);
        client.tryWrite(message("a"));
        assertEquals(List.of(), former);
        assertEquals(List.of(Kind.PACKET), latter);
    }

    @Test
    void statesAreToldAtBothEnds() {
        List<Kind> here = listen(client);
        List<Kind> there = listen(server);
        client.markDown();
        system.settle();
        client.markUp();
        system.settle();
        client.deallocate();
        system.settle();
        assertEquals(List.of(Kind.DOWN, Kind.UP), here);
        assertEquals(List.of(Kind.DOWN, Kind.UP, Kind.DEALLOCATED), there);
    }

    @Test
    void nothingIsToldAfterTheDeallocation() {
        List<Kind> events = listen(server);
        server.deallocate();
        client.tryWrite(message("x"));
        client.deallocate();
        system.settle();
        assertEquals(List.of(), events);
    }

    @Test
    void aListenerThatFailsFailsAlone() {
        List<Kind> told = new ArrayList<>();
        server.listen(event -> {
            told.add(event.kind());
            throw new AssertionError("on purpose");
        });
        try (LogCapture log = new LogCapture(Listening.class)) {
            assertTrue(client.tryWrite(message("a")));
            assertTrue(client.tryWrite(message("b")));
            assertEquals(2, told.size());
            assertEquals(1, log.lines().size(), "one line, not one per packet");
        }
    }

    // ---- listeners that act ----

    @Test
    void aListenerMayDeallocateBothEndsInsideAWrite() {
        server.listen(event -> {
            server.deallocate();
            client.deallocate();
        });
        assertTrue(client.tryWrite(message("x")));
        system.settle();
        assertEquals(0, system.pool.outstanding());
        assertEquals(1, system.clientReleases);
        assertEquals(1, system.serverReleases);
    }

    @Test
    void aListenerIsToldNothingMoreOfAnEndThatItDeallocates() {
        client.tryWrite(message("a"));
        client.tryWrite(message("b"));
        List<Kind> events = new ArrayList<>();
        server.listen(event -> {
            events.add(event.kind());
            server.deallocate();
        });
        assertEquals(List.of(Kind.PACKET), events);
    }

    @Test
    void listenersThatAnswerEachOtherDoNotRecurse() {
        int rounds = 20_000; // as a recursion, it would not fit any stack
        Echo atClient = new Echo(client, rounds);
        Echo atServer = new Echo(server, rounds);
        client.listen(atClient::onEvent);
        server.listen(atServer::onEvent);
        client.tryWrite(message("ball"));
        assertTrue(atServer.answered < rounds, "one write kept the thread for the whole game");
        system.settle();
        assertEquals(rounds, atClient.answered);
        assertEquals(rounds, atServer.answered);
        assertTrue(atClient.deepest <= 2 && atServer.deepest <= 2, "listeners were called within their own call");
    }

    /** Sends back what comes, a number of times. */
    private static final class Echo {
        private final Flow flow;
        private final int rounds;
        private final ByteBuffer message = ofSize(64);
        private int answered;
        private int depth;
        private int deepest;

        Echo(Flow flow, int rounds) {
            this.flow = flow;
            this.rounds = rounds;
        }

        void onEvent(FlowEvent event) {
            deepest = Math.max(deepest, ++depth);
            flow.tryRead(message.clear());
            if (answered < rounds) {
                answered++;
                flow.tryWrite(message.flip());
            }
            depth--;
        }
    }

    private static List<Kind> listen(Flow flow) {
        List<Kind> events = new ArrayList<>();
        flow.listen(event -> {
            assertEquals(flow, event.flow());
            events.add(event.kind());
        });
        return events;
    }

    private static void fill(Flow flow) {
        for (int i = 0; flow.tryWrite(message("m" + i)); i++) {
            assertTrue(i < 1_000);
        }
    }
}
