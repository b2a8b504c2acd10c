// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.ouroboros.endpoint.SimulatedSystem.NOTHING;
import static org.ouroboros.endpoint.SimulatedSystem.POOR;
import static org.ouroboros.endpoint.SimulatedSystem.QUIET;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ouroboros.api.FlowState;
import org.ouroboros.api.QosSpec;
import org.ouroboros.packet.Packet;

/** An endpoint whose flow is held, since what carries it is being replaced. */
class CarrierChangeTest {
    private static final QosSpec LIVELY = QosSpec.RAW.withTimeoutMs(4_000);

    private final SimulatedSystem system = new SimulatedSystem(5);
    private final ToyLink link = system.link(ToyLink.Terms.GOOD);
    private final Recorder user = new Recorder();

    @AfterEach
    void nothingIsLeftOver() {
        system.loop.run();
        assertEquals(0, system.pool.outstanding());
    }

    @Test
    void whoAsksForRoomWaitsAndWhatIsSentAllTheSameGoesOutInOrder() {
        LayerEndpoint[] ends = held(QUIET);
        assertFalse(ends[0].writable());
        send(ends[0], 3);
        assertEquals(0, link.first().sent());
        ends[0].carriedBy(link.first());
        assertTrue(ends[0].writable());
        assertEquals(List.of("writable"), user.told);
        assertEquals(3, link.first().sent());
        release(ends);
    }

    @Test
    void aBoundedNumberOfPacketsWaits() {
        LayerEndpoint[] ends = held(QUIET);
        send(ends[0], HeldFlow.MOST_WAITING + 2);
        assertEquals(2, ends[0].counters().dropped());
        ends[0].carriedBy(link.first());
        assertEquals(HeldFlow.MOST_WAITING, link.first().sent());
        release(ends);
    }

    @Test
    void theTimeForWhichAFlowIsHeldIsNoSilence() {
        LayerEndpoint[] ends = held(LIVELY);
        system.loop.runFor(Duration.ofSeconds(3)); // as long as the other end, which is not held, stands it
        ends[0].carriedBy(link.first());
        system.loop.runFor(Duration.ofSeconds(3));
        assertEquals(FlowState.UP, ends[0].state());
        assertEquals(FlowState.UP, ends[1].state());
        release(ends);
    }

    @Test
    void aSilentPeerIsNoticedWhenTheFlowGoesOn() {
        LayerEndpoint[] ends = held(LIVELY);
        system.loop.runFor(Duration.ofSeconds(20));
        assertEquals(FlowState.UP, ends[0].state());
        assertEquals(FlowState.PEER_DEAD, ends[1].state());
        link.terms(new ToyLink.Terms(1_000_000, 1, 0, 64, false));
        ends[0].carriedBy(link.first());
        system.loop.runFor(Duration.ofSeconds(5));
        assertEquals(FlowState.PEER_DEAD, ends[0].state());
        release(ends);
    }

    @Test
    void aFlowThatIsNotCarriedAnyMoreGoesDownAndWhatWaitsIsDropped() {
        LayerEndpoint[] ends = held(QUIET);
        send(ends[0], 3);
        ends[0].down("it did not come back");
        assertEquals(List.of("down: it did not come back"), user.told);
        send(ends[0], 1);
        assertEquals(4, ends[0].counters().dropped());
        release(ends);
    }

    @Test
    void whatWasWrittenBeforeAReleaseIsSentAndThenThePeerIsTold() {
        LayerEndpoint[] ends = held(QUIET);
        Recorder peer = new Recorder();
        ends[1].use(peer);
        send(ends[0], 2);
        ends[0].deallocate();
        system.loop.run();
        assertEquals(List.of(), peer.told);
        ends[0].carriedBy(link.first());
        system.loop.run();
        assertEquals(2, peer.received);
        assertEquals(List.of("deallocated"), peer.told);
        release(ends);
    }

    @Test
    void anEndpointThatWasNotOnItsFlowYetIsPutOnTheSuccessor() {
        LayerEndpoint end = opened();
        end.use(user);
        end.held();
        end.carriedBy(link.second());
        end.attach(link.first()); // which was given before, and looked at for a while
        send(end, 2);
        assertEquals(0, link.first().sent());
        assertEquals(2, link.second().sent());
        end.deallocate();
    }

    @Test
    void anEndpointThatIsPutOnItsFlowWhileThatIsHeldWaits() {
        LayerEndpoint end = opened();
        end.use(user);
        end.held();
        end.attach(link.first());
        assertFalse(end.writable());
        send(end, 2);
        end.carriedBy(link.second());
        assertEquals(0, link.first().sent());
        assertEquals(2, link.second().sent());
        end.deallocate();
    }

    @Test
    void anEndpointThatIsGivenUpBeforeItIsOnItsFlowReleasesTheSuccessor() {
        LayerEndpoint end = opened();
        end.held();
        end.carriedBy(link.second());
        end.deallocate();
        assertTrue(link.second().released());
        LayerEndpoint late = opened();
        late.held();
        late.deallocate();
        late.carriedBy(link.first());
        assertTrue(link.first().released());
    }

    @Test
    void anEndpointThatGoesDownBeforeItIsOnItsFlowReleasesTheSuccessor() {
        LayerEndpoint end = opened();
        end.use(user);
        end.held();
        end.carriedBy(link.second());
        end.down("it did not come back");
        assertTrue(link.second().released());
        end.attach(link.first());
        end.deallocate();
        assertTrue(link.first().released());
    }

    @Test
    void whatArrivesWhileTheUserIsExchangedWaitsForTheNextOne() {
        LayerEndpoint[] ends = system.endpoints(link, QUIET, NOTHING);
        ends[0].use(user);
        ends[0].park();
        send(ends[1], 3);
        system.loop.run();
        assertEquals(0, user.received);
        Recorder next = new Recorder();
        ends[0].use(next);
        assertEquals(3, next.received);
        send(ends[1], 1);
        system.loop.run();
        assertEquals(4, next.received);
        release(ends);
    }

    @Test
    void aBoundedNumberOfPacketsWaitsForTheNextUserAndNoneIsKeptWithoutOne() {
        LayerEndpoint[] ends = system.endpoints(link, QUIET, NOTHING);
        ends[0].use(user);
        ends[0].park();
        int arrived = 0;
        while (ends[0].counters().dropped() == 0) {
            Packet packet = Messages.packet(system.pool);
            packet.put(Messages.ofSize(3));
            ends[0].receive(packet);
            arrived++;
        }
        assertTrue(arrived <= LayerEndpoint.MOST_PARKED + 1, arrived + " packets");
        assertTrue(system.pool.outstanding() < system.pool.limit() * 4 / 5, "others need packets, too");
        ends[0].down("cable pulled");
        ends[0].deallocated();
        Recorder next = new Recorder();
        ends[0].use(next);
        assertEquals(List.of("down: cable pulled", "deallocated"), next.told);
        assertEquals(0, next.received);
        release(ends);
    }

    private LayerEndpoint opened() {
        LayerEndpoint end = system.loop.await(system.endpoints.open("end", QUIET, POOR));
        link.connect(end, user);
        return end;
    }

    /** Two ends, of which the first is held. */
    private LayerEndpoint[] held(QosSpec qos) {
        LayerEndpoint[] ends = system.endpoints(link, qos, NOTHING);
        ends[0].use(user);
        ends[0].held();
        return ends;
    }

    private void send(LayerEndpoint from, int packets) {
        for (int i = 0; i < packets; i++) {
            Packet packet = Messages.packet(system.pool);
            packet.put(Messages.ofSize(3));
            from.send(packet);
        }
    }

    private static void release(LayerEndpoint[] ends) {
        ends[0].deallocate();
        ends[1].deallocate();
    }
}
