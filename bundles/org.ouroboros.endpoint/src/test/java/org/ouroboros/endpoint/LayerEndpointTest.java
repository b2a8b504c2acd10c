// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.ouroboros.endpoint.Messages.message;
import static org.ouroboros.endpoint.Messages.ofSize;
import static org.ouroboros.endpoint.Messages.text;
import static org.ouroboros.endpoint.SimulatedSystem.NOTHING;
import static org.ouroboros.endpoint.SimulatedSystem.POOR;
import static org.ouroboros.endpoint.SimulatedSystem.QUIET;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ouroboros.api.FlowDown;
import org.ouroboros.api.FlowState;
import org.ouroboros.api.QosSpec;
import org.ouroboros.packet.Packet;
import org.ouroboros.packet.PacketPool;

/** An endpoint under an IPCP, before it has a user, and between two applications that a layer of their own system connects. */
class LayerEndpointTest {
    private static final QosSpec LIVELY = QosSpec.RAW.withTimeoutMs(4_000);

    private final SimulatedSystem system = new SimulatedSystem(5);
    private final ToyLink link = system.link(ToyLink.Terms.GOOD);

    @AfterEach
    void nothingIsLeftOver() {
        system.loop.run();
        assertEquals(0, system.pool.outstanding());
    }

    // ---- under an IPCP ----

    @Test
    void anIpcpSendsAndReceivesInPlainCalls() {
        LayerEndpoint[] ends = system.endpoints(link, QUIET, NOTHING);
        Recorder user = new Recorder();
        ends[0].use(new Recorder());
        ends[1].use(user);
        send(ends[0], 3);
        assertEquals(3, link.first().sent()); // without a turn of the loop
        system.loop.run();
        assertEquals(3, user.received);
        assertEquals(new FlowCounters(3, 9, 0, 0, Map.of()), ends[0].counters());
        assertEquals(new FlowCounters(0, 0, 3, 9, Map.of()), ends[1].counters());
        release(ends);
    }

    @Test
    void anIpcpIsToldWhatHappensToItsFlow() {
        LayerEndpoint[] ends = system.endpoints(link, LIVELY, NOTHING);
        Recorder user = new Recorder();
        ends[0].use(user);
        link.fail("cable pulled");
        link.recover();
        ends[1].deallocate();
        system.loop.runFor(Duration.ofMinutes(1));
        assertEquals(List.of("down: cable pulled", "up", "deallocated"), user.told);
        assertEquals(FlowState.PEER_DEALLOCATED, ends[0].state());
        release(ends);
    }

    @Test
    void anIpcpIsToldOfASilentPeer() {
        LayerEndpoint[] ends = system.endpoints(link, LIVELY, NOTHING);
        Recorder user = new Recorder();
        ends[0].use(user);
        link.terms(new ToyLink.Terms(1_000_000, 1, 0, 64, false));
        system.loop.runFor(Duration.ofMinutes(1));
        assertEquals(List.of("dead"), user.told);
        int sent = link.first().sent();
        assertFalse(ends[0].writable());
        send(ends[0], 2);
        assertEquals(sent, link.first().sent());
        assertEquals(2, ends[0].counters().dropped());
        release(ends);
    }

    @Test
    void aUserThatDeallocatesIsToldNothingMore() {
        LayerEndpoint[] ends = system.endpoints(link, QUIET, NOTHING);
        Recorder user = new Recorder();
        ends[0].use(user);
        send(ends[1], 1);
        ends[0].deallocate();
        ends[0].deallocate();
        ends[0].down("late");
        ends[0].up();
        ends[0].writableAgain();
        ends[0].deallocated();
        send(ends[0], 1);
        assertEquals(List.of(), user.told);
        assertEquals(0, user.received);
        assertEquals(FlowState.DEALLOCATED, ends[0].state());
        release(ends);
    }

    @Test
    void theReleaseOfAnEndIsToldOnce() {
        LayerEndpoint[] ends = system.endpoints(link, QUIET, NOTHING);
        List<String> released = new ArrayList<>();
        ends[0].onDeallocated(() -> released.add("first"));
        ends[0].deallocate();
        ends[0].deallocate();
        assertEquals(List.of("first"), released);
        release(ends);
    }

    @Test
    void roomInTheLayerIsPassedOn() {
        link.terms(new ToyLink.Terms(1_000_000, 0, 0, 1, false));
        LayerEndpoint[] ends = system.endpoints(link, QUIET, NOTHING);
        Recorder user = new Recorder();
        ends[0].use(user);
        ends[1].use(new Recorder());
        send(ends[0], 1);
        assertFalse(ends[0].writable());
        system.loop.run();
        assertEquals(List.of("writable"), user.told);
        assertTrue(ends[0].writable());
        release(ends);
    }

    // ---- before it has a user ----

    @Test
    void aUserIsToldWhatHappenedBefore() {
        assertEquals(List.of("down: cable pulled"), replayed(end -> link.fail("cable pulled")));
        assertEquals(List.of("dead"), replayed(end -> {
            link.terms(new ToyLink.Terms(1_000_000, 1, 0, 64, false));
            system.loop.runFor(Duration.ofSeconds(5));
        }));
        assertEquals(List.of("deallocated"), replayed(LayerEndpoint::deallocated));
        assertEquals(List.of("down: a", "deallocated"), replayed(end -> {
            end.down("a");
            end.deallocated();
        }));
        assertEquals(List.of(), replayed(end -> {
            end.down("a");
            end.up();
        }));
    }

    private List<String> replayed(Consumer<LayerEndpoint> before) {
        link.terms(ToyLink.Terms.GOOD);
        ToyLink own = system.link(ToyLink.Terms.GOOD);
        LayerEndpoint[] ends = system.endpoints(link, LIVELY, NOTHING);
        before.accept(ends[0]);
        Recorder user = new Recorder();
        ends[0].use(user);
        release(ends);
        assertEquals(0, own.first().sent());
        return user.told;
    }

    @Test
    void aUserThatDeallocatesWhenItIsToldOfOneThingIsNotToldOfTheNext() {
        LayerEndpoint[] ends = system.endpoints(link, QUIET, NOTHING);
        ends[0].down("a");
        ends[0].deallocated();
        Recorder user = new Recorder() {
            @Override
            public void down(String reason) {
                super.down(reason);
                ends[0].deallocate();
            }
        };
        ends[0].use(user);
        assertEquals(List.of("down: a"), user.told);
        release(ends);
    }

    @Test
    void packetsWithoutAUserAreDroppedAndCounted() {
        LayerEndpoint[] ends = system.endpoints(link, QUIET, NOTHING);
        ends[0].use(new Recorder());
        send(ends[0], 3);
        system.loop.run();
        assertEquals(3, ends[1].counters().dropped());
        release(ends);
    }

    @Test
    void anEndpointThatIsGivenUpBeforeItHasAFlowIsJustClosed() {
        LayerEndpoint end = system.loop.await(system.endpoints.open("f", LIVELY, POOR));
        assertFalse(end.writable());
        assertThrows(IllegalStateException.class, end::headroom);
        end.deallocate();
        system.loop.run();
        assertEquals(0, system.loop.info().armedTimers());
    }

    @Test
    void aPeerThatWentBeforeTheFlowWasThereIsSentNoSignOfLife() {
        LayerEndpoint first = system.loop.await(system.endpoints.open("f", LIVELY, POOR));
        LayerEndpoint second = system.loop.await(system.endpoints.open("f", LIVELY, POOR));
        link.connect(first, second);
        first.deallocated();
        first.attach(link.first());
        system.loop.runFor(Duration.ofMinutes(1));
        assertEquals(0, link.first().sent());
        first.deallocate();
        second.deallocate();
    }

    // ---- a layer within the system ----

    @Test
    void applicationsThatALayerOfTheirSystemConnectsPassItBy() {
        link.terms(ToyLink.Terms.LOCAL);
        SimulatedSystem.Ends ends = system.over(link, LIVELY, NOTHING);
        ends.client().tryWrite(message("there"));
        ends.server().tryWrite(message("back"));
        assertEquals("there", text(ends.server())); // without a turn of the loop
        assertEquals("back", text(ends.client()));
        system.loop.runFor(Duration.ofMinutes(1));
        assertEquals(0, link.first().sent());
        assertEquals(FlowState.UP, ends.client().state());
        ends.client().deallocate();
        system.loop.run();
        assertEquals(FlowState.PEER_DEALLOCATED, ends.server().state());
        ends.server().deallocate();
    }

    @Test
    void anIpcpAndAnApplicationAreNotPaired() {
        link.terms(ToyLink.Terms.LOCAL);
        LayerEndpoint[] ends = system.endpoints(link, QUIET, NOTHING);
        Recorder user = new Recorder();
        ends[1].use(user);
        ApplicationFlow flow = system.endpoints.application(new FlowIdentity(1, "x", QUIET), ends[0], () -> {});
        flow.tryWrite(message("x"));
        system.loop.run();
        assertEquals(1, user.received);
        flow.deallocate();
        ends[1].deallocate();
    }

    @Test
    void endsThatAreProtectedAreNotPaired() {
        link.terms(ToyLink.Terms.LOCAL);
        system.install(new ToyPolicies.XorCipher());
        List<byte[]> seen = new ArrayList<>();
        link.tap(seen::add);
        SimulatedSystem.Ends ends = system.over(link, QUIET, SimulatedSystem.sealed());
        ends.client().tryWrite(message("x"));
        system.loop.run();
        assertEquals(1, seen.size());
        assertEquals("x", text(ends.server()));
        ends.deallocate();
    }

    @Test
    void aClientThatGivesUpLeavesAPairedServerAlone() {
        link.terms(ToyLink.Terms.LOCAL);
        LayerEndpoint[] ends = system.endpoints(link, QUIET, NOTHING);
        ApplicationFlow server = system.endpoints.application(new FlowIdentity(2, "x", QUIET), ends[1], () -> {});
        server.tryWrite(message("never read"));
        ends[0].deallocate();
        system.loop.run();
        assertEquals(FlowState.PEER_DEALLOCATED, server.state());
        assertThrows(FlowDown.class, () -> server.tryRead(ofSize(1)));
        assertEquals(1, system.pool.outstanding());
        server.deallocate();
    }

    @Test
    void aServerMayBeGoneBeforeThePairedClientIsThere() {
        link.terms(ToyLink.Terms.LOCAL);
        LayerEndpoint[] ends = system.endpoints(link, QUIET, NOTHING);
        ApplicationFlow server = system.endpoints.application(new FlowIdentity(2, "x", QUIET), ends[1], () -> {});
        server.tryWrite(message("hello and goodbye"));
        server.deallocate();
        system.loop.run();
        ApplicationFlow client = system.endpoints.application(new FlowIdentity(1, "x", QUIET), ends[0], () -> {});
        assertEquals(FlowState.PEER_DEALLOCATED, client.state());
        assertEquals("hello and goodbye", text(client));
        assertThrows(FlowDown.class, () -> client.tryRead(ofSize(1)));
        client.deallocate();
    }

    // ---- a direct flow without applications ----

    @Test
    void aDirectFlowCarriesPacketsInTasksOfTheirOwn() {
        Recorder first = new Recorder();
        Recorder second = new Recorder();
        DirectFlow flow = DirectFlow.connect(system.loop, first, second);
        flow.send(packet());
        flow.other().send(packet());
        assertEquals(0, first.received + second.received);
        system.settle();
        assertEquals(1, first.received);
        assertEquals(1, second.received);
        flow.markDown();
        flow.markUp();
        system.settle();
        assertEquals(List.of("down: marked down by the peer", "up"), second.told);
        flow.send(packet());
        flow.deallocate();
        flow.deallocate();
        flow.other().send(packet());
        system.settle();
        assertEquals(List.of("down: marked down by the peer", "up", "deallocated"), second.told);
        assertEquals(2, second.received);
        assertEquals(1, first.received);
        assertEquals(List.of(), first.told);
        assertEquals(PacketPool.SLOT_BYTES - PacketPool.HEADROOM, flow.largestPacket());
    }

    private Packet packet() {
        Packet packet = Messages.packet(system.pool);
        packet.put(message("abc"));
        return packet;
    }

    private void send(LayerEndpoint end, int packets) {
        for (int i = 0; i < packets; i++) {
            end.send(packet());
        }
    }

    private void release(LayerEndpoint[] ends) {
        for (LayerEndpoint end : ends) {
            end.deallocate();
        }
        system.loop.run();
    }
}
