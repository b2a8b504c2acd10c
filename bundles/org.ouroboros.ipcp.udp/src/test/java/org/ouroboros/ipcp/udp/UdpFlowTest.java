// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ouroboros.api.FlowRefused.Reason;
import org.ouroboros.api.QosSpec;
import org.ouroboros.ipcp.udp.Counters.Count;
import org.ouroboros.policy.ipcp.Allocation;
import org.ouroboros.policy.ipcp.HashAlgorithm;
import org.ouroboros.policy.ipcp.LayerFlow;
import org.ouroboros.policy.ipcp.NameHash;

/** Flows over UDP while they are up, how they end, and what later ones continue. */
class UdpFlowTest {
    private final TestLayer layer = new TestLayer(1);

    @AfterEach
    void everyPacketIsBackInThePool() {
        layer.loop.run();
        assertEquals(0, layer.pool.outstanding());
    }

    @Test
    void aLatePacketOfAnOldFlowMeetsNoNewOne() {
        layer.connect();
        Party oldClient = new Party(layer.pool).with(layer.client.flow());
        layer.server.flow().deallocate();
        for (int i = 0; i < 3 * TestLayer.LIMITS.flows(); i++) {
            layer.hostB.accept(layer.server);
            layer.client.with(layer.loop.await(layer.allocate()).flow());
            oldClient.sendNext();
            layer.loop.run();
            layer.client.flow().deallocate();
            layer.server.flow().deallocate();
        }
        assertEquals(List.of(), layer.server.received());
        assertEquals(3L * TestLayer.LIMITS.flows(), layer.count(layer.b, Count.NO_FLOW));
    }

    @Test
    void aFlowThatContinuesIsMetByWhatAPeerStillSendsToTheOneBefore() {
        layer.client.continuing();
        layer.connect();
        Party unaware = new Party(layer.pool).with(layer.server.flow());
        layer.client.flow().deallocate();
        connect(layer.a, TestLayer.NAME);
        unaware.sendNext();
        layer.loop.run();
        assertEquals(List.of(0L), layer.client.received());
    }

    @Test
    void aFlowContinuesAcrossARestart() {
        layer.client.continuing();
        layer.connect();
        Party unaware = new Party(layer.pool).with(layer.server.flow());
        layer.a.close();
        UdpIpcp again = layer.ipcp(layer.hostA);
        layer.join(again, TestLayer.A);
        connect(again, TestLayer.NAME);
        unaware.sendNext();
        layer.server.sendNext();
        layer.loop.run();
        assertEquals(List.of(0L, 0L), layer.client.received());
        again.close();
    }

    @Test
    void twoFlowsToANameDoNotMeetThoughBothContinue() {
        layer.client.continuing();
        layer.connect();
        Party first = new Party(layer.pool).with(layer.server.flow());
        Party other = new Party(layer.pool);
        other.continuing();
        layer.loop.await(layer.a.allocate(new Allocation(TestLayer.NAME, QosSpec.RAW, new byte[] {4}, other)));
        first.sendNext();
        layer.loop.run();
        assertEquals(List.of(0L), layer.client.received());
        assertEquals(List.of(), other.received());
    }

    @Test
    void namesThatFlowsContinueToTakeHalfOfAllPlacesAtMost() {
        layer.client.continuing();
        layer.hostB.accept(layer.server);
        for (int i = 0; i < TestLayer.LIMITS.flows(); i++) {
            layer.hostA.peer("server" + i, TestLayer.B, OptionalInt.empty());
            connect(layer.a, NameHash.of("server" + i, HashAlgorithm.MD5));
            layer.client.flow().deallocate();
            layer.server.flow().deallocate();
        }
        assertEquals(TestLayer.LIMITS.flows() / 2, layer.hostA.remembered().size());
        for (int i = 0; i < TestLayer.LIMITS.flows() / 2; i++) {
            layer.connect();
        }
    }

    private void connect(UdpIpcp ipcp, NameHash name) {
        layer.client.with(layer.loop
                .await(ipcp.allocate(new Allocation(name, QosSpec.RAW, new byte[] {4}, layer.client)))
                .flow());
    }

    @Test
    void aFlowThatIsOverDropsWhatIsSent() {
        layer.connect();
        layer.client.flow().deallocate();
        layer.client.flow().deallocate();
        layer.client.sendNext();
        layer.server.sendNext();
        layer.loop.run();
        assertEquals(1, layer.count(layer.a, Count.FLOW_OVER));
        assertEquals(1, layer.count(layer.a, Count.NO_FLOW));
        assertEquals(List.of(), layer.client.told());
    }

    @Test
    void flowsGoDownWhenTheirIpcpLeaves() {
        layer.connect();
        CompletableFuture<Allocation.Acceptance> answer = layer.hostB.hold(layer.server);
        CompletableFuture<Allocation.Reply> reply = layer.allocate();
        layer.loop.runUntil(() -> layer.hostB.arrivals().size() == 2);
        layer.a.close();
        layer.a.close();
        layer.assertRefused(Reason.LAYER_DOWN, reply);
        assertEquals(List.of("down"), layer.client.told());
        layer.client.sendNext();
        layer.client.flow().deallocate();
        layer.b.close();
        assertEquals(List.of("down"), layer.server.told());
        answer.complete(new Allocation.Acceptance(layer.server, new byte[0]));
        assertEquals(List.of("down", "down"), layer.server.told());
    }

    @Test
    void whoFoundNoRoomIsToldWhenThereIsSome() {
        layer.connect();
        assertTrue(layer.client.flow().writable());
        layer.wire.full(true);
        assertFalse(layer.client.flow().writable());
        assertFalse(layer.client.flow().writable());
        TestLayer.member(layer.a).writableAgain();
        assertEquals(List.of(), layer.client.told());
        layer.wire.full(false);
        TestLayer.member(layer.a).writableAgain();
        TestLayer.member(layer.a).writableAgain();
        assertEquals(List.of("writable"), layer.client.told());
    }

    @Test
    void flowsThatEndWhileThereIsNoRoomDoNotAddUp() {
        layer.connect();
        LayerFlow stays = layer.client.flow();
        List<LayerFlow> end = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            layer.connect();
            end.add(layer.client.flow());
        }
        layer.wire.full(true);
        assertFalse(stays.writable());
        end.forEach(flow -> assertFalse(flow.writable()));
        assertEquals(21, TestLayer.member(layer.a).blocked());
        end.forEach(LayerFlow::deallocate);
        assertTrue(TestLayer.member(layer.a).blocked() <= 2);
        layer.wire.full(false);
        TestLayer.member(layer.a).writableAgain();
        assertEquals(List.of("writable"), layer.client.told());
        assertEquals(0, TestLayer.member(layer.a).blocked());
    }

    @Test
    void aPathThatCarriesLessLimitsTheFlowsOverItAndWhatIsLargerIsCounted() {
        layer.connect();
        LayerFlow flow = layer.client.flow();
        int before = flow.largestPacket();
        layer.wire.mtu(1_000);
        TestLayer.member(layer.a)
                .tooLarge(TestLayer.member(layer.a)
                        .paths()
                        .enter(TestLayer.address(TestLayer.B))
                        .remote());
        layer.loop.run();
        assertEquals(1_000 - Family.IP4.headerBytes() - Frames.EID_BYTES, flow.largestPacket());
        layer.client.sendNext(before);
        layer.client.sendNext(flow.largestPacket());
        layer.loop.run();
        assertEquals(1, layer.count(layer.a, Count.TOO_LONG_TO_SEND));
        assertEquals(List.of(flow.largestPacket()), layer.server.lengths());
    }
}
