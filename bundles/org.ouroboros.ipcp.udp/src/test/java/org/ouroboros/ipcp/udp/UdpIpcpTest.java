// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.udp;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
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
import org.ouroboros.packet.PacketPool;
import org.ouroboros.policy.ipcp.Allocation;
import org.ouroboros.policy.ipcp.HashAlgorithm;
import org.ouroboros.policy.ipcp.LayerConfig;
import org.ouroboros.policy.ipcp.LayerFlow;
import org.ouroboros.policy.ipcp.LayerInfo;
import org.ouroboros.policy.ipcp.LayerRefused;
import org.ouroboros.policy.ipcp.LayerTraits;
import org.ouroboros.policy.ipcp.NameHash;

/** Membership, names, allocation and the end of flows. */
class UdpIpcpTest {
    private static final String C = "192.0.2.3";

    private final TestLayer layer = new TestLayer(1);

    @AfterEach
    void everyPacketIsBackInThePool() {
        layer.loop.run();
        assertEquals(0, layer.pool.outstanding());
    }

    // ---- options ----

    @Test
    void layersOverUdpPromiseLittleAndArePreferredLast() {
        LayerTraits udp4 = new Udp4IpcpType().traits();
        assertEquals(new LayerTraits(5, false, false, false, Duration.ofSeconds(5)), udp4);
        assertEquals(6, new Udp6IpcpType().traits().preference());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "IP4 | ip=localhost | ip 'localhost' is not a literal address: give one of IPv4 such as 192.0.2.1",
                "IP4 | ip=1.2.3 | ip '1.2.3' is not a literal address: give one of IPv4 such as 192.0.2.1",
                "IP4 | ip=2001:db8::1 | ip '2001:db8::1' is not of IPv4: give one such as 192.0.2.1",
                "IP6 | ip=192.0.2.9 | ip '192.0.2.9' is not of IPv6: give one such as 2001:db8::1",
                "IP4 | ip=0.0.0.0 | ip '0.0.0.0' is not an address of one interface: give one of this machine, such as"
                        + " 192.0.2.1",
                "IP6 | ip=:: | ip '::' is not an address of one interface: give one of this machine, such as"
                        + " 2001:db8::1",
                "IP4 | ip=224.0.0.1 | ip '224.0.0.1' is not an address of one interface: give one of this machine,"
                        + " such as 192.0.2.1",
                "IP4 | ip=255.255.255.255 | ip '255.255.255.255' is not an address of one interface: give one of this"
                        + " machine, such as 192.0.2.1",
                "IP4 | port=1 | option ip is missing: give a literal address of this machine",
                "IP4 | ip=192.0.2.9;port=0 | port '0' is not a number from 1 to 65535",
                "IP4 | ip=192.0.2.9;port=65536 | port '65536' is not a number from 1 to 65535",
                "IP4 | ip=192.0.2.9;port=-1 | port '-1' is not a number from 1 to 65535",
                "IP4 | ip=192.0.2.9;port=x | port 'x' is not a number from 1 to 65535",
                "IP4 | ip=198.51.100.1 | ip 198.51.100.1 is not an address of this machine (Cannot assign requested"
                        + " address): give one of its interfaces",
                "IP4 | ip=192.0.2.2 | port 3435 of 192.0.2.2 cannot be bound (Address already in use): end what uses"
                        + " it, or give another port or ip"
            })
    void anOptionThatCannotWorkIsRefusedWithWhatWould(Family family, String given, String message) {
        layer.wire.foreign("198.51.100.1");
        UdpIpcp ipcp = new UdpIpcp(new TestHost("c", layer.loop, layer.pool), family, layer.wire, TestLayer.LIMITS);
        Map<String, String> options = new HashMap<>();
        for (String option : given.split(";", -1)) {
            options.put(option.substring(0, option.indexOf('=')), option.substring(option.indexOf('=') + 1));
        }
        LayerRefused refused = assertThrows(
                LayerRefused.class, () -> layer.loop.await(ipcp.bootstrap(new LayerConfig("net", options))));
        assertEquals(message, refused.getMessage());
        String good = family == Family.IP4 ? C : "2001:db8::3";
        assertEquals(
                new LayerInfo("net", HashAlgorithm.MD5),
                layer.loop.await(ipcp.bootstrap(new LayerConfig("net", Map.of("ip", good, "port", "65535")))));
    }

    @Test
    void anIpcpIsAMemberOfOneLayer() {
        assertThrows(LayerRefused.class, () -> layer.join(layer.a, C));
    }

    @Test
    void anAddressAndPortAreFreeAgainWhenTheIpcpLeaves() {
        layer.b.close();
        layer.join(layer.ipcp(layer.hostB), TestLayer.B);
    }

    @Test
    void anIpcpOfNoLayerDoesNothing() {
        UdpIpcp alone = layer.ipcp(layer.hostA);
        assertThrows(LayerRefused.class, () -> layer.loop.await(alone.register(TestLayer.NAME)));
        assertThrows(LayerRefused.class, () -> layer.loop.await(alone.unregister(TestLayer.NAME)));
        assertFalse(layer.loop.await(alone.query(TestLayer.NAME)));
        assertEquals(Map.of(), alone.counters());
        assertRefused(
                Reason.LAYER_DOWN,
                alone.allocate(new Allocation(TestLayer.NAME, QosSpec.RAW, new byte[0], layer.client)));
        alone.close();
    }

    // ---- names ----

    @Test
    void aNameIsReachedWhereAPeerIsDeclaredOfTheSameVersionOfIp() {
        layer.hostA
                .peer("six", "2001:db8::1", OptionalInt.empty())
                .peer("hardware", "02:00:00:00:00:01", OptionalInt.empty());
        assertTrue(layer.loop.await(layer.a.query(TestLayer.NAME)));
        assertFalse(layer.loop.await(layer.a.query(NameHash.of("six", HashAlgorithm.MD5))));
        assertFalse(layer.loop.await(layer.a.query(NameHash.of("hardware", HashAlgorithm.MD5))));
        assertFalse(layer.loop.await(layer.b.query(TestLayer.NAME)));
    }

    @Test
    void aNameIsReachedWhereItsHashIsAHostName() {
        NameHash name = NameHash.of("udp.oping", HashAlgorithm.MD5);
        layer.wire.name("5042b264ba8ee5d42430367eff995258", "2001:db8::1");
        layer.wire.name("5042b264ba8ee5d42430367eff995258", TestLayer.B);
        layer.hostB.accept(layer.server);
        layer.client.with(layer.loop
                .await(layer.a.allocate(new Allocation(name, QosSpec.RAW, new byte[0], layer.client)))
                .flow());
        layer.client.sendNext();
        layer.loop.run();
        assertEquals(List.of(0L), layer.server.received());
        assertTrue(layer.loop.await(layer.a.query(name)));
        assertEquals(List.of("5042b264ba8ee5d42430367eff995258"), layer.wire.lookedUp());
    }

    @Test
    void anAnswerIsKeptForAWhileAndNoAnswerForLess() {
        NameHash name = NameHash.of("absent", HashAlgorithm.MD5);
        assertFalse(layer.loop.await(layer.a.query(name)));
        layer.wire.name(name.toString(), TestLayer.B);
        assertFalse(layer.loop.await(layer.a.query(name)));
        layer.loop.runFor(Duration.ofSeconds(2));
        assertTrue(layer.loop.await(layer.a.query(name)));
        layer.loop.runFor(Duration.ofSeconds(59));
        assertTrue(layer.loop.await(layer.a.query(name)));
        assertEquals(2, layer.wire.lookedUp().size());
        layer.loop.runFor(Duration.ofSeconds(2));
        assertTrue(layer.loop.await(layer.a.query(name)));
        assertEquals(3, layer.wire.lookedUp().size());
    }

    @Test
    void thoseWhoAskForANameAtTheSameTimeShareALookUp() {
        NameHash name = NameHash.of("absent", HashAlgorithm.MD5);
        List<CompletableFuture<Boolean>> answers = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            answers.add(layer.a.query(name));
        }
        answers.forEach(answer -> assertFalse(layer.loop.await(answer)));
        assertEquals(1, layer.wire.lookedUp().size());
    }

    @Test
    void theNumberOfLookUpsIsBounded() {
        for (int i = 0; i < 20; i++) {
            layer.a.query(NameHash.of("name-" + i, HashAlgorithm.MD5));
        }
        layer.loop.run();
        assertEquals(16, layer.wire.lookedUp().size());
        assertEquals(4, layer.count(layer.a, Count.UNRESOLVED));
    }

    @Test
    void aNameWithoutAnAddressIsUnreachable() {
        NameHash name = NameHash.of("absent", HashAlgorithm.MD5);
        FlowRefused refused = assertRefused(
                Reason.UNREACHABLE, layer.a.allocate(new Allocation(name, QosSpec.RAW, new byte[0], layer.client)));
        assertTrue(refused.toString().contains(name.toString()), refused.toString());
        assertNothingIsLeft();
    }

    // ---- allocation ----

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
        FlowRefused refused = assertRefused(Reason.NO_ACCEPTOR, layer.allocate());
        assertEquals("peer 192.0.2.2:3435 refused the flow: no acceptor (code -1000)", refused.getMessage());
        assertNothingIsLeft();
    }

    @Test
    void aHostThatFailsRefuses() {
        layer.hostB.decide(arrival -> CompletableFuture.failedFuture(new IllegalStateException("defect")));
        assertRefused(Reason.REFUSED_BY_PEER, layer.allocate());
        assertNothingIsLeft();
    }

    @Test
    void aServerThatReleasesTheFlowBeforeItAcceptsRefuses() {
        CompletableFuture<Allocation.Acceptance> answer = layer.hostB.hold(layer.server);
        CompletableFuture<Allocation.Reply> reply = layer.allocate();
        layer.loop.runUntil(() -> !layer.hostB.arrivals().isEmpty());
        layer.server.sendNext();
        layer.server.flow().deallocate();
        answer.complete(new Allocation.Acceptance(layer.server, new byte[0]));
        assertRefused(Reason.REFUSED_BY_PEER, reply);
        assertEquals(List.of(), layer.client.received());
        assertEquals(List.of(), layer.server.told());
        assertNothingIsLeft();
    }

    @Test
    void aRequestThatIsTooLongIsRefusedHereAndAReplyThatIsRefusesThePeer() {
        byte[] longest = new byte[FlowRequest.LONGEST_OAP];
        layer.hostB.decide(arrival -> CompletableFuture.completedFuture(
                new Allocation.Acceptance(layer.server, new byte[FlowReply.LONGEST_OAP])));
        layer.loop.await(layer.a.allocate(new Allocation(TestLayer.NAME, QosSpec.RAW, longest, layer.client)));
        assertEquals(FlowRequest.LONGEST_OAP, layer.hostB.arrivals().getFirst().oap().length);
        assertRefused(
                Reason.EXHAUSTED,
                layer.a.allocate(new Allocation(
                        TestLayer.NAME, QosSpec.RAW, new byte[FlowRequest.LONGEST_OAP + 1], layer.client)));
        layer.hostB.decide(arrival -> CompletableFuture.completedFuture(
                new Allocation.Acceptance(layer.server, new byte[FlowReply.LONGEST_OAP + 1])));
        assertRefused(Reason.EXHAUSTED, layer.allocate());
        assertEquals(List.of("deallocated"), layer.server.told());
    }

    @Test
    void silenceEndsAnAllocationAfterTwentySeconds() {
        layer.b.close();
        long startNs = layer.loop.nowNs();
        CompletableFuture<Allocation.Reply> reply = layer.allocate();
        FlowRefused refused = assertRefused(Reason.TIMED_OUT, reply);
        assertEquals(Duration.ofSeconds(20).toNanos(), layer.loop.nowNs() - startNs);
        assertEquals("the reply of 192.0.2.2:3435 did not come within 20 s", refused.getMessage());
        assertEquals(0, TestLayer.member(layer.a).requests().size());
        assertNothingIsLeft();
    }

    @Test
    void aLateReplyIsCountedAndIgnored() {
        CompletableFuture<Allocation.Acceptance> answer = layer.hostB.hold(layer.server);
        CompletableFuture<Allocation.Reply> reply = layer.allocate();
        assertRefused(Reason.TIMED_OUT, reply);
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
        assertNothingIsLeft();
        layer.loop.run();
        assertNothingIsLeft();
    }

    @Test
    void theNumberOfRequestsIsBounded() {
        CompletableFuture<Allocation.Acceptance> answer = layer.hostB.hold(layer.server);
        for (int i = 0; i < TestLayer.LIMITS.requests(); i++) {
            layer.allocate();
        }
        assertRefused(Reason.EXHAUSTED, layer.allocate());
        layer.loop.run();
        assertNothingIsLeft();
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
        FlowRefused refused = assertRefused(Reason.EXHAUSTED, layer.allocate());
        assertEquals("64 flows are there already: raise max_flows", refused.getMessage());
    }

    // ---- strangers ----

    @Test
    void theNumberOfArrivalsThatWaitIsBounded() {
        layer.hostB.hold(layer.server);
        TestLayer.Stranger stranger = layer.stranger(C);
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
        TestLayer.Stranger stranger = layer.stranger(C);
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
        TestLayer.Stranger other = layer.stranger(C);
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
        TestLayer.Stranger prototype = layer.stranger(C);
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
        TestLayer.Stranger stranger = layer.stranger(C);
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
        TestLayer.Stranger stranger = layer.stranger(C);
        byte[] packet = new byte[PacketPool.SLOT_BYTES - PacketPool.HEADROOM + Frames.EID_BYTES];
        ByteBuffer.wrap(packet).putInt(eid);
        stranger.send(packet, TestLayer.B);
        stranger.send(Arrays.copyOf(packet, packet.length + 1), TestLayer.B);
        layer.loop.run();
        assertEquals(List.of(1_920), layer.server.lengths());
        assertEquals(1, layer.count(layer.b, Count.TOO_LONG));
    }

    // ---- the end of flows ----

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
        assertRefused(Reason.LAYER_DOWN, reply);
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

    private void assertNothingIsLeft() {
        assertEquals(0, TestLayer.member(layer.a).flows().size());
        assertEquals(0, TestLayer.member(layer.a).paths().size());
        assertEquals(0, TestLayer.member(layer.a).requests().size());
    }

    private FlowRefused assertRefused(Reason reason, CompletableFuture<Allocation.Reply> reply) {
        FlowRefused refused = assertThrows(FlowRefused.class, () -> layer.loop.await(reply));
        assertEquals(reason, refused.reason());
        return refused;
    }
}
