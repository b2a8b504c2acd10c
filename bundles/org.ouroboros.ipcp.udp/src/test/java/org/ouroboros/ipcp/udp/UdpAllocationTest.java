// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.udp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ouroboros.api.FlowRefused;
import org.ouroboros.api.FlowRefused.Reason;
import org.ouroboros.api.QosSpec;
import org.ouroboros.ipcp.udp.Counters.Count;
import org.ouroboros.ipcp.udp.Frames.FlowReply;
import org.ouroboros.ipcp.udp.Frames.FlowRequest;
import org.ouroboros.policy.ipcp.Allocation;

/** How a flow over UDP comes to be, or does not. */
class UdpAllocationTest {
    private final TestLayer layer = new TestLayer(1);

    @AfterEach
    void everyPacketIsBackInThePool() {
        layer.loop.run();
        assertEquals(0, layer.pool.outstanding());
    }

    @Test
    void anAllocationCarriesWhatItIsAskedForAndAnswered() {
        layer.hostB.decide(arrival ->
                CompletableFuture.completedFuture(new Allocation.Acceptance(layer.server, new byte[] {9, 8})));
        Allocation.Reply reply = layer.loop.await(
                layer.a.allocate(new Allocation(TestLayer.NAME, QosSpec.VOICE, new byte[] {1, 2, 3}, layer.client)));
        Allocation.Arrival arrival = layer.hostB.arrivals().getFirst();
        assertEquals(TestLayer.NAME, arrival.destination());
        assertEquals(QosSpec.VOICE, arrival.qos());
        assertArrayEquals(new byte[] {1, 2, 3}, arrival.oap());
        assertArrayEquals(new byte[] {9, 8}, reply.oap());
        assertEquals(Frames.EID_BYTES, reply.flow().headroom());
        assertEquals(MemoryNetwork.MTU - 28 - 4, reply.flow().largestPacket());
        assertEquals(MemoryNetwork.MTU - 28 - 4, arrival.flow().largestPacket());
    }

    @ParameterizedTest
    @CsvSource({"576, 544", "1500, 1468", "9000, 1920", "65536, 1920"})
    void theLargestPacketFollowsThePath(int mtu, int largest) {
        layer.wire.mtu(mtu);
        layer.connect();
        assertEquals(largest, layer.client.flow().largestPacket());
        layer.client.sendNext(largest);
        layer.client.sendNext(largest + 1 > 1_920 ? 1_920 : largest + 1);
        layer.loop.run();
        assertEquals(largest == 1_920 ? List.of(1_920, 1_920) : List.of(largest), layer.server.lengths());
        assertEquals(largest == 1_920 ? 0 : 1, layer.count(layer.a, Count.TOO_LONG_TO_SEND));
        layer.wire.mtu(1_000);
        TestLayer.member(layer.a)
                .tooLarge(((UdpFlow) layer.client.flow()).path().remote());
        layer.loop.run();
        assertEquals(1_000 - 32, layer.client.flow().largestPacket());
    }

    @Test
    void packetsPassBothWaysWithAllTheirHeadroomAndEmptyOnesToo() {
        layer.connect();
        for (int i = 0; i < 3; i++) {
            layer.client.sendNext();
            layer.server.sendNext();
        }
        layer.client.sendNext(0);
        layer.loop.run();
        assertEquals(List.of(0L, 1L, 2L, -1L), layer.server.received());
        assertEquals(List.of(8, 8, 8, 0), layer.server.lengths());
        assertEquals(List.of(0L, 1L, 2L), layer.client.received());
    }

    @Test
    void aRefusalIsPassedBack() {
        FlowRefused refused = layer.assertRefused(Reason.NO_ACCEPTOR, layer.allocate());
        assertEquals("peer 192.0.2.2:3435 refused the flow: no acceptor (code -1000)", refused.getMessage());
        layer.assertNothingIsLeft();
    }

    @Test
    void aHostThatFailsRefuses() {
        layer.hostB.decide(arrival -> CompletableFuture.failedFuture(new IllegalStateException("defect")));
        layer.assertRefused(Reason.REFUSED_BY_PEER, layer.allocate());
        layer.assertNothingIsLeft();
    }

    @Test
    void aServerThatReleasesTheFlowBeforeItAcceptsRefuses() {
        CompletableFuture<Allocation.Acceptance> answer = layer.hostB.hold(layer.server);
        CompletableFuture<Allocation.Reply> reply = layer.allocate();
        layer.loop.runUntil(() -> !layer.hostB.arrivals().isEmpty());
        layer.server.sendNext();
        layer.server.flow().deallocate();
        answer.complete(new Allocation.Acceptance(layer.server, new byte[0]));
        layer.assertRefused(Reason.REFUSED_BY_PEER, reply);
        assertEquals(List.of(), layer.client.received());
        assertEquals(List.of(), layer.server.told());
        layer.assertNothingIsLeft();
    }

    @Test
    void aRequestThatIsTooLongIsRefusedHereAndAReplyThatIsRefusesThePeer() {
        byte[] longest = new byte[FlowRequest.LONGEST_OAP];
        layer.hostB.decide(arrival -> CompletableFuture.completedFuture(
                new Allocation.Acceptance(layer.server, new byte[FlowReply.LONGEST_OAP])));
        layer.loop.await(layer.a.allocate(new Allocation(TestLayer.NAME, QosSpec.RAW, longest, layer.client)));
        assertEquals(FlowRequest.LONGEST_OAP, layer.hostB.arrivals().getFirst().oap().length);
        layer.assertRefused(
                Reason.EXHAUSTED,
                layer.a.allocate(new Allocation(
                        TestLayer.NAME, QosSpec.RAW, new byte[FlowRequest.LONGEST_OAP + 1], layer.client)));
        layer.hostB.decide(arrival -> CompletableFuture.completedFuture(
                new Allocation.Acceptance(layer.server, new byte[FlowReply.LONGEST_OAP + 1])));
        layer.assertRefused(Reason.EXHAUSTED, layer.allocate());
        assertEquals(List.of("deallocated"), layer.server.told());
    }

    @Test
    void silenceEndsAnAllocationAfterTwentySeconds() {
        layer.b.close();
        long startNs = layer.loop.nowNs();
        CompletableFuture<Allocation.Reply> reply = layer.allocate();
        FlowRefused refused = layer.assertRefused(Reason.TIMED_OUT, reply);
        assertEquals(Duration.ofSeconds(20).toNanos(), layer.loop.nowNs() - startNs);
        assertEquals("the reply of 192.0.2.2:3435 did not come within 20 s", refused.getMessage());
        assertEquals(0, TestLayer.member(layer.a).requests().size());
        layer.assertNothingIsLeft();
    }

    @Test
    void aLateReplyIsCountedAndIgnored() {
        CompletableFuture<Allocation.Acceptance> answer = layer.hostB.hold(layer.server);
        CompletableFuture<Allocation.Reply> reply = layer.allocate();
        layer.assertRefused(Reason.TIMED_OUT, reply);
        answer.complete(new Allocation.Acceptance(layer.server, new byte[0]));
        layer.loop.run();
        assertEquals(1, layer.count(layer.a, Count.UNEXPECTED_REPLY));
        assertEquals(0, TestLayer.member(layer.a).flows().size());
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 500_000, 3_000_000, 1_000_000_000})
    void whoGivesUpLeavesNothingBehind(long afterNs) {
        layer.hostB.hold(layer.server);
        CompletableFuture<Allocation.Reply> reply = layer.allocate();
        layer.loop.runFor(Duration.ofNanos(afterNs));
        assertTrue(reply.cancel(false));
        layer.assertNothingIsLeft();
        layer.loop.run();
        layer.assertNothingIsLeft();
    }

    @Test
    void theNumberOfRequestsIsBounded() {
        CompletableFuture<Allocation.Acceptance> answer = layer.hostB.hold(layer.server);
        for (int i = 0; i < TestLayer.LIMITS.requests(); i++) {
            layer.allocate();
        }
        layer.assertRefused(Reason.EXHAUSTED, layer.allocate());
        layer.loop.run();
        layer.assertNothingIsLeft();
        answer.completeExceptionally(new FlowRefused(Reason.NO_ACCEPTOR, "nobody came"));
        layer.hostB.accept(layer.server);
        layer.loop.await(layer.allocate());
    }

    @Test
    void theNumberOfFlowsIsBounded() {
        layer.hostB.accept(layer.server);
        for (int i = 0; i < TestLayer.LIMITS.flows(); i++) {
            layer.loop.await(layer.allocate());
        }
        FlowRefused refused = layer.assertRefused(Reason.EXHAUSTED, layer.allocate());
        assertEquals("64 flows are there already: raise max.flows of org.ouroboros.ipcp.udp", refused.getMessage());
    }
}
