// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.reliability.frcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.ouroboros.reliability.frcp.FrcpFormat.ACK;
import static org.ouroboros.reliability.frcp.FrcpFormat.DATA;
import static org.ouroboros.reliability.frcp.FrcpFormat.DRF;
import static org.ouroboros.reliability.frcp.FrcpFormat.FC;
import static org.ouroboros.reliability.frcp.FrcpFormat.RDVS;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.ouroboros.api.Flow;

/** The ways of the prototype that a peer sees (end-to-end specification, section 2), played packet by packet. */
class PrototypePeerTest {
    private static final int HERE = 0x1000_0000;
    private static final int THERE = 0x9000_0000;

    private final Bench bench = new Bench(1, 256).beginning(HERE);

    private void finish(Peer peer) {
        peer.endpoint().deallocate();
        bench.finish();
    }

    private void pass(long ms) {
        bench.loop.runFor(Duration.ofMillis(ms));
    }

    // ---- runs ----

    @Test
    void aBareAcknowledgementBeginsNoRun() {
        Peer peer = new Peer(bench, Bench.RELIABLE);
        peer.write("request");
        peer.say(ACK | FC, HERE + 257, 0, HERE + 1, "");
        assertFalse(peer.state().receiving().open());
        peer.say(DATA | DRF | ACK | FC, HERE + 257, THERE, HERE + 1, "reply");
        assertEquals(List.of("reply"), peer.delivered);
        finish(peer);
    }

    @Test
    void barePacketsCarryDrfAndTheOldestNumberThatIsNotAcknowledged() {
        Peer peer = new Peer(bench, Bench.RELIABLE);
        peer.say(DATA | DRF, 0, THERE, 0, "request");
        pass(11);
        Peer.Heard first = peer.latest();
        assertEquals(ACK | FC | DRF, first.flags());
        assertEquals(HERE, first.seqno(), "the next one, as nothing is outstanding");
        assertEquals(THERE + 1, first.ackno());
        peer.write("a");
        peer.write("b");
        peer.say(RDVS, 0, 0, 0, "");
        assertEquals(HERE, peer.latest().seqno());
        peer.say(ACK, 0, 0, HERE + 1, "");
        peer.say(RDVS, 0, 0, 0, "");
        assertEquals(HERE + 1, peer.latest().seqno());
        peer.say(ACK, 0, 0, HERE + 2, "");
        finish(peer);
    }

    @Test
    void dataWithoutDrfIsNotTakenBeforeARunBegins() {
        Peer peer = new Peer(bench, Bench.RELIABLE);
        peer.say(DATA, 0, THERE + 1, 0, "second");
        pass(100);
        assertEquals(List.of(), peer.delivered);
        assertEquals(List.of(), peer.heard, "no acknowledgement without a run");
        peer.say(DATA | DRF, 0, THERE, 0, "first");
        peer.say(DATA, 0, THERE + 1, 0, "second");
        assertEquals(List.of("first", "second"), peer.delivered);
        finish(peer);
    }

    @Test
    void drfBeginsNoRunWhileOneGoesOn() {
        Peer peer = new Peer(bench, Bench.RELIABLE);
        peer.say(DATA | DRF, 0, THERE, 0, "first");
        peer.say(DATA | DRF, 0, THERE + 100_000, 0, "elsewhere");
        pass(129_000);
        peer.say(DATA | DRF, 0, THERE + 100_000, 0, "elsewhere");
        assertEquals(List.of("first"), peer.delivered);
        finish(peer);
    }

    @Test
    void afterTheInactivityTimeWithoutDataDrfBeginsARunAnywhere() {
        for (int number : new int[] {THERE + 100_000, THERE - 100_000, THERE + 1}) {
            Peer peer = new Peer(bench, Bench.RELIABLE);
            peer.say(DATA | DRF, 0, THERE, 0, "first");
            for (int i = 0; i < 13; i++) {
                pass(10_000);
                peer.say(ACK | FC, 0, 0, 0, ""); // what is no data does not prolong a run
            }
            pass(1_000);
            peer.say(DATA, 0, number + 1, 0, "without DRF");
            peer.say(DATA | DRF, 0, number, 0, "second");
            assertEquals(List.of("first", "second"), peer.delivered);
            peer.endpoint().deallocate();
        }
        bench.finish();
    }

    // ---- acknowledgements ----

    @Test
    void acknowledgementsOfWhatWasNeverSentAreIgnored() {
        Peer peer = new Peer(bench, Bench.RELIABLE);
        peer.write("a");
        for (int ackno : new int[] {HERE + 2, HERE, HERE - 1, 0, HERE + 0x4000_0000}) {
            peer.say(ACK, 0, 0, ackno, "");
            assertEquals(1, peer.state().sending().outstanding());
        }
        peer.say(ACK, 0, 0, HERE + 1, "");
        assertEquals(0, peer.state().sending().outstanding());
        finish(peer);
    }

    @Test
    void anAcknowledgementIsDelayedAndCoversAllThatCame() {
        Peer peer = new Peer(bench, Bench.RELIABLE);
        peer.say(DATA | DRF, 0, THERE, 0, "a");
        pass(5);
        peer.say(DATA, 0, THERE + 1, 0, "b");
        assertEquals(0, peer.heard.size());
        pass(5);
        assertEquals(1, peer.heard.size());
        assertEquals(THERE + 2, peer.latest().ackno());
        pass(1_000);
        assertEquals(1, peer.heard.size());
        finish(peer);
    }

    @Test
    void duplicatesAreAcknowledgedButNotEachOfThem() {
        Peer peer = new Peer(bench, Bench.RELIABLE);
        peer.say(DATA | DRF, 0, THERE, 0, "a");
        pass(20);
        int before = peer.heard.size();
        for (int i = 0; i < 100; i++) {
            peer.say(DATA | DRF, 0, THERE, 0, "a");
        }
        pass(20);
        assertEquals(before + 2, peer.heard.size());
        assertEquals(List.of("a"), peer.delivered);
        finish(peer);
    }

    @Test
    void aGapIsSaidAtOnceAndClosedInOrder() {
        Peer peer = new Peer(bench, Bench.RELIABLE);
        peer.say(DATA | DRF, 0, THERE, 0, "a");
        peer.say(DATA, 0, THERE + 2, 0, "c");
        assertEquals(THERE + 1, peer.latest().ackno());
        peer.say(DATA, 0, THERE + 3, 0, "d");
        peer.say(DATA, 0, THERE + 1, 0, "b");
        assertEquals(THERE + 4, peer.latest().ackno());
        assertEquals(List.of("a", "b", "c", "d"), peer.delivered);
        finish(peer);
    }

    @Test
    void whoLeavesAcknowledgesWhatCame() {
        Peer peer = new Peer(bench, Bench.RELIABLE);
        peer.say(DATA | DRF, 0, THERE, 0, "bye");
        peer.endpoint().deallocate();
        assertEquals(ACK, peer.latest().flags() & ~DRF);
        assertEquals(THERE + 1, peer.latest().ackno());
        bench.finish();
    }

    // ---- retransmission ----

    @Test
    void aRetransmissionIsMadeAnewWithWhatHoldsThen() {
        Peer peer = new Peer(bench, Bench.RELIABLE.withBer(0));
        peer.write("a");
        peer.sayProtected(DATA | DRF, 0, THERE, 0, "request");
        pass(1_000);
        Peer.Heard again = peer.heard.getLast();
        assertEquals(2, peer.heard.stream().filter(Peer.Heard::data).count());
        assertEquals(DATA | DRF | ACK | FC, again.flags());
        assertEquals(HERE, again.seqno());
        assertEquals(THERE + 1, again.ackno());
        assertEquals(FrcpFormat.HEADER + 1 + 4, again.bytes().length, "with a checksum");
        peer.sayProtected(ACK, 0, 0, HERE + 1, "");
        finish(peer);
    }

    @Test
    void onlyTheOldestPacketCarriesDrf() {
        Peer peer = new Peer(bench, Bench.RELIABLE);
        peer.write("a");
        peer.write("b");
        assertEquals(
                List.of(DATA | DRF, DATA),
                peer.heard.stream().map(Peer.Heard::flags).toList());
        peer.say(ACK, 0, 0, HERE + 1, "");
        pass(2_000);
        assertEquals(HERE + 1, peer.latest().seqno());
        assertEquals(DATA | DRF, peer.latest().flags());
        peer.say(ACK, 0, 0, HERE + 2, "");
        finish(peer);
    }

    @Test
    void acknowledgementsThatRepeatThemselvesHaveTheMissingPacketSentAgain() {
        Peer peer = new Peer(bench, Bench.RELIABLE);
        for (int i = 0; i < 6; i++) {
            peer.write("" + i);
        }
        peer.say(ACK, 0, 0, HERE + 1, "");
        for (int i = 0; i < 2; i++) {
            peer.say(ACK, 0, 0, HERE + 1, "");
        }
        assertEquals(6, peer.heard.size());
        peer.say(ACK, 0, 0, HERE + 1, "");
        assertEquals(7, peer.heard.size());
        assertEquals(HERE + 1, peer.latest().seqno());
        peer.say(ACK, 0, 0, HERE + 3, "");
        assertEquals(8, peer.heard.size(), "the next gap");
        assertEquals(HERE + 3, peer.latest().seqno());
        peer.say(ACK, 0, 0, HERE + 6, "");
        finish(peer);
    }

    @Test
    void aPeerThatAcknowledgesNothingIsGivenUpAfterTheTimeOfRetransmissions() {
        Peer peer = new Peer(bench, Bench.RELIABLE);
        peer.write("a");
        pass(120_000);
        assertEquals("", peer.down);
        pass(11_000);
        assertTrue(peer.down.contains("nothing was acknowledged within 120 s"), peer.down);
        assertTrue(peer.heard.size() < 40, peer.heard.size() + " transmissions");
        finish(peer);
    }

    // ---- windows ----

    @Test
    void sixtyFourPacketsGoBeforeAWindowIsKnown() {
        Peer peer = new Peer(bench, Bench.RELIABLE);
        int sent = 0;
        for (; peer.endpoint().writable(); sent++) {
            peer.write("x");
        }
        assertEquals(64, sent);
        peer.say(ACK | FC, HERE + 64 + 256, 0, HERE + 64, "");
        for (; peer.endpoint().writable(); sent++) {
            peer.write("x");
        }
        assertEquals(64 + 256, sent);
        peer.say(ACK, 0, 0, HERE + sent, "");
        finish(peer);
    }

    @Test
    void windowsThatLieBackOrTooFarAheadAreIgnored() {
        Peer peer = new Peer(bench, Bench.RELIABLE);
        int before = peer.state().sending().limit();
        peer.say(FC, HERE, 0, 0, "");
        peer.say(FC, HERE + 64 + 70_000, 0, 0, "");
        assertEquals(before, peer.state().sending().limit());
        peer.say(FC, HERE + 300, 0, 0, "");
        assertEquals(HERE + 300, peer.state().sending().limit());
        finish(peer);
    }

    @Test
    void aRendezvousIsAnsweredAtOnce() {
        Peer peer = new Peer(bench, Bench.ORDERED);
        peer.say(DATA | DRF, 0, THERE, 0, "a");
        peer.say(RDVS, 0, 0, 0, "");
        assertEquals(FC | DRF, peer.latest().flags());
        assertEquals((THERE + 257) & 0xFF_FFFF, peer.latest().window());
        finish(peer);
    }

    @Test
    void aWriterThatWaitsForTheWindowIsToldAtLeastEveryThirtyTwoPackets() {
        Peer peer = new Peer(bench, Bench.ORDERED);
        int allowed = 64;
        for (int sent = 0; sent < 10_000; sent++) {
            assertTrue(sent < allowed, "the window is closed at " + sent);
            peer.say(DATA | DRF, 0, THERE + sent, 0, "x");
            if (!peer.heard.isEmpty()) {
                allowed = (peer.latest().window() - THERE) & 0xFF_FFFF;
            }
        }
        assertTrue(peer.heard.size() <= 10_000 / 32);
        finish(peer);
    }

    @Test
    void aWindowThatOpensAgainIsSaidUntilDataComes() {
        Peer peer = new Peer(bench, Bench.RELIABLE, false);
        Flow reader = bench.application(Bench.RELIABLE, peer.endpoint());
        for (int i = 0; i < 2 * 256; i++) { // what the reader's queue takes, and what the window does
            peer.say(i == 0 ? DATA | DRF : DATA, 0, THERE + i, 0, "x");
        }
        pass(20);
        assertEquals((THERE + 2 * 256) & 0xFF_FFFF, peer.latest().window(), "closed");
        int before = peer.heard.size();
        for (int i = 0; i < 256; i++) {
            assertEquals(1, reader.tryRead(ByteBuffer.allocate(10)));
        }
        pass(1_000);
        List<Peer.Heard> updates = peer.heard.subList(before, peer.heard.size());
        assertEquals(4, updates.size(), "at once, and after 100, 300 and 700 ms");
        assertTrue(updates.stream().allMatch(packet -> packet.window() == ((THERE + 3 * 256) & 0xFF_FFFF)));
        peer.say(DATA, 0, THERE + 2 * 256, 0, "x");
        pass(20);
        int after = peer.heard.size();
        pass(10_000);
        assertEquals(after, peer.heard.size(), "data has come");
        reader.deallocate();
        bench.finish();
    }

    @Test
    void aWindowThatShrinksWithEachLossHoldsNoFlowInOrder() {
        Peer peer = new Peer(bench, Bench.ORDERED);
        int sent = 0;
        for (int i = 0; i < 100; i++) {
            for (; peer.endpoint().writable(); sent++) {
                peer.write("x");
            }
            pass(1);
            if ((peer.latest().flags() & RDVS) != 0) {
                peer.say(FC, HERE + 256, 0, 0, ""); // as if everything from the 256th on had been lost
            }
        }
        assertTrue(sent > 1_000, "sent " + sent);
        finish(peer);
    }

    @Test
    void aPeerThatSaysNoWindowAtAllHoldsNoFlowInOrder() {
        Peer peer = new Peer(bench, Bench.ORDERED);
        int sent = 0;
        for (int i = 0; i < 100; i++) {
            for (; peer.endpoint().writable(); sent++) {
                peer.write("x");
            }
            pass(100);
        }
        assertTrue(sent > 5_000, "sent " + sent);
        long asked = peer.bare().stream()
                .filter(packet -> (packet.flags() & RDVS) != 0)
                .count();
        assertTrue(asked >= 99, "asked " + asked + " times");
        finish(peer);
    }

    @Test
    void theWindowOfAPeerThatMarksItsBarePacketsIsKeptTo() {
        Peer peer = new Peer(bench, Bench.ORDERED);
        int sent = 0;
        for (int i = 0; i < 100; i++) {
            for (; peer.endpoint().writable(); sent++) {
                peer.write("x");
            }
            pass(10);
            if ((peer.latest().flags() & RDVS) != 0) {
                peer.say(FC | DRF, HERE + 64, THERE, 0, "");
            }
        }
        assertEquals(64, sent);
        peer.say(FC | DRF, HERE + 128, THERE, 0, "");
        assertTrue(peer.endpoint().writable());
        finish(peer);
    }

    @Test
    void theAnswersOfARunThatIsNotOpenChangeNothing() {
        Peer peer = new Peer(bench, Bench.RELIABLE);
        peer.write("a");
        peer.say(ACK | FC, 0, 0, 0, "");
        assertEquals(1, peer.state().sending().outstanding());
        assertEquals(HERE + 64, peer.state().sending().limit());
        peer.say(ACK, 0, 0, HERE + 1, "");
        finish(peer);
    }

    // ---- checksums ----

    @Test
    void controlPacketsWithoutAChecksumAreTakenAndDataIsNot() {
        Peer peer = new Peer(bench, Bench.RELIABLE.withBer(0));
        peer.write("a");
        peer.say(DATA | DRF, 0, THERE, 0, "a retransmission of the prototype");
        assertEquals(List.of(), peer.delivered);
        peer.say(ACK | FC, HERE + 257, 0, HERE + 1, "");
        assertEquals(0, peer.state().sending().outstanding());
        peer.say(DATA | DRF, 0, THERE, 0, ""); // twelve bytes, but no control packet
        peer.say(0x80 | ACK, 0, 0, HERE + 1, "");
        assertEquals(0, peer.machine().counts().implausible, "the endpoint dropped them");
        assertEquals(3, peer.endpoint().counters().dropped());
        finish(peer);
    }
}
