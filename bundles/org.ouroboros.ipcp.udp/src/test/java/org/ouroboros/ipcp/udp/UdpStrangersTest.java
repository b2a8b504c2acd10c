// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.udp;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ouroboros.api.QosSpec;
import org.ouroboros.ipcp.udp.Counters.Count;
import org.ouroboros.ipcp.udp.Frames.FlowReply;
import org.ouroboros.ipcp.udp.Frames.FlowRequest;
import org.ouroboros.packet.PacketPool;
import org.ouroboros.policy.ipcp.Allocation;

/** What an IPCP over UDP makes of datagrams of others: late ones, copies, and those of the prototype. */
class UdpStrangersTest {
    private final TestLayer layer = new TestLayer(1);

    @AfterEach
    void everyPacketIsBackInThePool() {
        layer.loop.run();
        assertEquals(0, layer.pool.outstanding());
    }

    @Test
    void theNumberOfArrivalsThatWaitIsBounded() {
        layer.hostB.hold(layer.server);
        TestLayer.Stranger stranger = layer.stranger(TestLayer.C);
        for (int eid = 1; eid <= 100; eid++) {
            stranger.send(new FlowRequest(eid, QosSpec.RAW, TestLayer.NAME, new byte[0]), TestLayer.B);
        }
        layer.loop.run();
        assertEquals(TestLayer.LIMITS.arrivals(), layer.hostB.arrivals().size());
        assertEquals(100 - TestLayer.LIMITS.arrivals(), layer.count(layer.b, Count.TOO_MANY_REQUESTS));
    }

    @Test
    void aCopyOfARequestMakesNoOtherFlowAndAnotherRequestOfTheSameEidDoes() {
        layer.hostB.accept(layer.server);
        TestLayer.Stranger stranger = layer.stranger(TestLayer.C);
        FlowRequest request = new FlowRequest(64, QosSpec.RAW, TestLayer.NAME, new byte[] {1});
        stranger.send(request, TestLayer.B);
        stranger.send(request, TestLayer.B);
        layer.loop.run();
        stranger.send(request, TestLayer.B);
        layer.loop.run();
        assertEquals(1, layer.hostB.arrivals().size());
        assertEquals(2, layer.count(layer.b, Count.DUPLICATE_REQUEST));
        stranger.send(new FlowRequest(64, QosSpec.RAW, TestLayer.NAME, new byte[] {2}), TestLayer.B);
        layer.loop.run();
        assertEquals(2, layer.hostB.arrivals().size());
        layer.hostB.arrivals().forEach(arrival -> arrival.flow().deallocate());
        assertEquals(0, TestLayer.member(layer.b).arrivals().size());
        stranger.send(request, TestLayer.B);
        layer.loop.run();
        assertEquals(3, layer.hostB.arrivals().size());
    }

    @Test
    void aReplyIsTakenFromWhereTheRequestWentAndOnlyOnce() {
        layer.b.close();
        TestLayer.Stranger peer = layer.stranger(TestLayer.B);
        TestLayer.Stranger other = layer.stranger(TestLayer.C);
        CompletableFuture<Allocation.Reply> reply = layer.allocate();
        layer.loop.runUntil(() -> !peer.received().isEmpty());
        int eid = Frames.eid(MemorySegment.ofArray(peer.received().getFirst()), 4);
        other.send(new FlowReply(eid, 77, 0, new byte[0]), TestLayer.A);
        peer.send(new FlowReply(eid + 1, 77, 0, new byte[0]), TestLayer.A);
        peer.send(new FlowReply(eid, 0, 0, new byte[0]), TestLayer.A);
        layer.loop.runFor(Duration.ofSeconds(1));
        assertFalse(reply.isDone());
        assertEquals(1, layer.count(layer.a, Count.FOREIGN_REPLY));
        assertEquals(1, layer.count(layer.a, Count.UNEXPECTED_REPLY));
        assertEquals(1, layer.count(layer.a, Count.MALFORMED));
        peer.send(new FlowReply(eid, 78, 0, new byte[0]), TestLayer.A);
        peer.send(new FlowReply(eid, 79, 0, new byte[0]), TestLayer.A);
        layer.client.with(layer.loop.await(reply).flow());
        layer.loop.run();
        assertEquals(2, layer.count(layer.a, Count.UNEXPECTED_REPLY));
        layer.client.sendNext();
        layer.loop.run();
        assertEquals(78, Frames.eid(MemorySegment.ofArray(peer.received().getLast()), 0));
    }

    @Test
    void thePrototypesRequestIsTakenAndAnsweredAsItExpects() {
        layer.hostB.decide(
                arrival -> CompletableFuture.completedFuture(new Allocation.Acceptance(layer.server, new byte[] {7})));
        TestLayer.Stranger prototype = layer.stranger(TestLayer.C);
        prototype.send(Vectors.read("udp4-flow-req-raw"), TestLayer.B);
        layer.loop.run();
        byte[] answer = prototype.received().getFirst();
        FlowReply reply = assertInstanceOf(
                FlowReply.class,
                Frames.read(MemorySegment.ofArray(answer), 0, answer.length).orElseThrow());
        assertEquals(0x40, reply.sourceEid());
        layer.server.with(layer.hostB.arrivals().getFirst().flow());
        layer.server.sendNext(64);
        layer.loop.run();
        byte[] data = prototype.received().getLast();
        assertEquals(68, data.length);
        assertEquals(0x40, Frames.eid(MemorySegment.ofArray(data), 0));
        byte[] back = Vectors.read("udp4-data-raw");
        MemorySegment.ofArray(back).set(JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN), 0, reply.destinationEid());
        prototype.send(back, TestLayer.B);
        layer.loop.run();
        assertEquals(List.of(64), layer.server.lengths());
    }

    @Test
    void datagramsForNobodyAreCountedByReason() {
        TestLayer.Stranger stranger = layer.stranger(TestLayer.C);
        stranger.send(new byte[0], TestLayer.A);
        stranger.send(new byte[3], TestLayer.A);
        stranger.send(new byte[] {-1, -1, -1, -1}, TestLayer.A);
        stranger.send(new byte[46], TestLayer.A);
        stranger.send(new byte[47], TestLayer.A);
        stranger.send(new FlowReply(1, 2, 1, new byte[0]), TestLayer.A);
        stranger.send(new FlowRequest(0, QosSpec.RAW, TestLayer.NAME, new byte[0]), TestLayer.A);
        layer.loop.run();
        assertEquals(2, layer.count(layer.a, Count.TOO_SHORT));
        assertEquals(1, layer.count(layer.a, Count.NO_FLOW));
        assertEquals(4, layer.count(layer.a, Count.MALFORMED));
        assertEquals(List.of(), layer.hostA.arrivals());
    }

    @Test
    void aPacketThatLeavesNoHeadroomIsDropped() {
        layer.connect();
        int eid = ((UdpFlow) layer.server.flow()).eid();
        TestLayer.Stranger stranger = layer.stranger(TestLayer.C);
        byte[] packet = new byte[PacketPool.SLOT_BYTES - PacketPool.HEADROOM + Frames.EID_BYTES];
        ByteBuffer.wrap(packet).putInt(eid);
        stranger.send(packet, TestLayer.B);
        stranger.send(Arrays.copyOf(packet, packet.length + 1), TestLayer.B);
        layer.loop.run();
        assertEquals(List.of(1_920), layer.server.lengths());
        assertEquals(1, layer.count(layer.b, Count.TOO_LONG));
    }
}
