// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ouroboros.api.FlowRefused;
import org.ouroboros.api.QosSpec;
import org.ouroboros.ipcp.udp.Counters.Count;
import org.ouroboros.ipcp.udp.Frames.FlowRequest;
import org.ouroboros.policy.ipcp.Allocation;
import org.ouroboros.policy.ipcp.HashAlgorithm;
import org.ouroboros.policy.ipcp.LayerInfo;
import org.ouroboros.policy.ipcp.MemberState;
import org.ouroboros.policy.swap.StateRefused;

/** An IPCP leaves its place to another one: the other end of a flow cannot tell. */
class UdpHandOverTest {
    private final TestLayer layer = new TestLayer(1);

    @AfterEach
    void everyPacketIsBackInThePool() {
        layer.loop.run();
        assertEquals(0, layer.pool.outstanding());
    }

    @Test
    void bothEndsOfAFlowGoOnWithTheirEidsOneAfterTheOther() {
        layer.connect();
        MemberState leftByA = layer.a.handOver().orElseThrow();
        UdpIpcp a = layer.ipcp(layer.hostA);
        assertEquals(new LayerInfo("net", HashAlgorithm.MD5), a.resume(leftByA));
        exchange();
        MemberState leftByB = layer.b.handOver().orElseThrow();
        assertEquals(
                leftByA.ends().getFirst().eid(),
                leftByB.ends().getFirst().peerEid().orElseThrow());
        assertEquals(Map.of("ip", TestLayer.B, "port", "3435"), leftByB.facts());
        UdpIpcp b = layer.ipcp(layer.hostB);
        b.resume(leftByB);
        exchange();
        assertEquals(List.of(), layer.client.told());
        assertEquals(List.of(), layer.server.told());
        assertEquals(1, TestLayer.member(a).flows().size());
        assertEquals(1, TestLayer.member(b).arrivals().size());
    }

    @Test
    void thePlaceOfAFlowThatWasTakenOverIsFreeWhenItEnds() {
        layer.connect();
        UdpIpcp a = layer.ipcp(layer.hostA);
        a.resume(layer.a.handOver().orElseThrow());
        layer.client.flow().deallocate();
        layer.loop.run();
        assertEquals(0, TestLayer.member(a).flows().size());
        assertEquals(0, TestLayer.member(a).paths().size());
    }

    @Test
    void theLargestPacketStaysWhatItWas() {
        layer.connect();
        int before = layer.client.flow().largestPacket();
        layer.ipcp(layer.hostA).resume(layer.a.handOver().orElseThrow());
        assertEquals(before, layer.client.flow().largestPacket());
        layer.loop.run();
        assertEquals(before, layer.client.flow().largestPacket());
    }

    @Test
    void aCopyOfARequestThatMadeAFlowMakesNoOtherAfterwards() {
        layer.hostB.accept(layer.server);
        TestLayer.Stranger stranger = layer.stranger(TestLayer.C);
        FlowRequest request = new FlowRequest(7, QosSpec.RAW, TestLayer.NAME, new byte[] {1});
        stranger.send(request, TestLayer.B);
        layer.loop.run();
        UdpIpcp b = layer.ipcp(layer.hostB);
        b.resume(layer.b.handOver().orElseThrow());
        stranger.send(request, TestLayer.B);
        layer.loop.run();
        assertEquals(1, layer.count(b, Count.DUPLICATE_REQUEST));
        assertEquals(1, layer.hostB.arrivals().size());
    }

    @Test
    void whatIsNotAcceptedYetIsRefused() {
        layer.hostB.hold(layer.server);
        CompletableFuture<Allocation.Reply> asked = layer.allocate();
        layer.loop.runFor(Duration.ofMillis(10));
        assertEquals(List.of(), layer.a.handOver().orElseThrow().ends());
        FlowRefused refused = assertThrows(FlowRefused.class, () -> layer.loop.await(asked));
        assertEquals(FlowRefused.Reason.LAYER_DOWN, refused.reason());
        assertEquals(List.of(), layer.b.handOver().orElseThrow().ends());
    }

    @Test
    void aStateThatDoesNotFitIsRefusedAndThePortIsFree() {
        layer.connect();
        MemberState left = layer.a.handOver().orElseThrow();
        MemberState.End end = left.ends().getFirst();
        MemberState twice = new MemberState(left.layer(), left.facts(), List.of(end, end));
        UdpIpcp successor = layer.ipcp(layer.hostA);
        StateRefused refused = assertThrows(StateRefused.class, () -> successor.resume(twice));
        assertTrue(refused.toString().contains("it has no place for the flow with EID"), refused.toString());
        assertTrue(refused.toString().contains("raise max.flows of org.ouroboros.ipcp.udp"), refused.toString());
        layer.ipcp(layer.hostA).resume(left);
        exchange();
    }

    @Test
    void aSuccessorThatFailsLeavesThePortFree() {
        layer.connect();
        MemberState left = layer.a.handOver().orElseThrow();
        MemberState.End end = left.ends().getFirst();
        MemberState.End nowhere =
                new MemberState.End(end.user(), end.eid(), "nowhere", end.peerEid(), end.facts(), end.arrived());
        MemberState senseless = new MemberState(left.layer(), left.facts(), List.of(nowhere));
        UdpIpcp successor = layer.ipcp(layer.hostA);
        assertThrows(RuntimeException.class, () -> successor.resume(senseless));
        layer.ipcp(layer.hostA).resume(left);
        exchange();
    }

    @Test
    void aPortThatSomebodyElseTookIsARefusal() {
        layer.connect();
        MemberState left = layer.a.handOver().orElseThrow();
        layer.stranger(TestLayer.A);
        UdpIpcp successor = layer.ipcp(layer.hostA);
        StateRefused refused = assertThrows(StateRefused.class, () -> successor.resume(left));
        assertTrue(refused.toString().contains("cannot be bound"), refused.toString());
    }

    @Test
    void anIpcpOfNoLayerHasNothingToHandOver() {
        assertEquals(Optional.empty(), layer.ipcp(layer.hostA).handOver());
    }

    private void exchange() {
        int atServer = layer.server.received().size();
        int atClient = layer.client.received().size();
        layer.client.sendNext();
        layer.server.sendNext();
        layer.loop.run();
        assertEquals(atServer + 1, layer.server.received().size());
        assertEquals(atClient + 1, layer.client.received().size());
    }
}
