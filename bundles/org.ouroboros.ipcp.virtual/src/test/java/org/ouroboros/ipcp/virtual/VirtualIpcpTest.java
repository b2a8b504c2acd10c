// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.virtual;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ouroboros.api.FlowRefused;
import org.ouroboros.api.FlowRefused.Reason;
import org.ouroboros.api.QosSpec;
import org.ouroboros.loop.simulation.SimulatedLoop;
import org.ouroboros.packet.PacketPool;
import org.ouroboros.policy.ipcp.Allocation;
import org.ouroboros.policy.ipcp.HashAlgorithm;
import org.ouroboros.policy.ipcp.LayerConfig;
import org.ouroboros.policy.ipcp.LayerInfo;
import org.ouroboros.policy.ipcp.LayerOption;
import org.ouroboros.policy.ipcp.LayerRefused;

/** Membership, names, allocation and the end of flows. */
class VirtualIpcpTest {
    private static final Duration DELAY = Duration.ofMillis(100);

    private final TestLink link = new TestLink(Map.of("delay_ms", "100", "loss", "0", "seed", "1"));

    @AfterEach
    void everyPacketIsBackInThePool() {
        link.loop.run();
        assertEquals(0, link.pool.outstanding());
    }

    @Test
    void aVirtualLayerPromisesNothing() {
        assertEquals(1, link.type.traits().preference());
        assertTrue(link.type.traits().withinSystem());
        assertFalse(link.type.traits().reliable());
        assertFalse(link.type.traits().errorFree());
        assertEquals(DELAY, link.type.traits().maximumPacketLifetime());
        assertEquals(
                List.of("hash", "loss", "duplicate", "reorder", "delay_ms", "rate", "queue", "seed"),
                link.type.options().stream().map(LayerOption::name).toList());
    }

    @Test
    void theFirstMemberSaysHowTheLayerHashes() {
        VirtualIpcp first = link.create("first");
        LayerInfo info = new LayerInfo("other", HashAlgorithm.SHA3_512);
        assertEquals(info, join(first, "other", Map.of("hash", "SHA3_512")));
        assertEquals(info, join(link.create("second"), "other", Map.of()));
        assertEquals(info, join(link.create("third"), "other", Map.of("hash", "SHA3_512")));
    }

    @ParameterizedTest
    @CsvSource({"hash, SHA3_224", "loss, 0.1", "delay_ms, 99", "seed, 2", "queue, 5", "rate, 1"})
    void aMemberWithOtherOptionsIsRefused(String option, String value) {
        VirtualIpcp late = link.create("late");
        LayerRefused refused = assertThrows(LayerRefused.class, () -> join(late, "lan", Map.of(option, value)));
        assertTrue(refused.toString().contains(option + " '" + value + "'"), refused.toString());
        join(late, "lan", Map.of());
    }

    @Test
    void aMemberMayRepeatTheOptionsInOtherWords() {
        join(link.create("late"), "lan", Map.of("hash", "SHA3_256", "delay_ms", "100.0", "loss", "0.00", "seed", "1"));
    }

    @ParameterizedTest
    @CsvSource({"hash, MD5", "loss, 2", "reorder, x"})
    void aFirstMemberWithAWrongOptionMakesNoLayer(String option, String value) {
        VirtualIpcp ipcp = link.create("first");
        assertThrows(LayerRefused.class, () -> join(ipcp, "other", Map.of(option, value)));
        join(ipcp, "other", Map.of("loss", "0.5"));
    }

    @Test
    void membersShareALoop() {
        SimulatedLoop otherLoop = new SimulatedLoop(2);
        VirtualIpcp far = (VirtualIpcp) link.type.create(new TestHost("far", otherLoop, link.pool));
        LayerRefused refused = assertThrows(LayerRefused.class, () -> otherLoop.await(far.bootstrap(config("lan"))));
        assertTrue(refused.toString().contains("'simulation-1'"), refused.toString());
        assertTrue(refused.toString().contains("'simulation-2'"), refused.toString());
    }

    @Test
    void anIpcpIsAMemberOfOneLayer() {
        assertThrows(LayerRefused.class, () -> join(link.a, "other", Map.of()));
    }

    @Test
    void theLastMemberTakesTheLayerWithIt() {
        link.a.close();
        link.b.close();
        join(link.create("first"), "lan", Map.of("loss", "0.5", "hash", "SHA3_384"));
    }

    @Test
    void anIpcpOfNoLayerDoesNothing() {
        VirtualIpcp alone = link.create("alone");
        assertThrows(LayerRefused.class, () -> link.loop.await(alone.register(TestLink.NAME)));
        assertThrows(LayerRefused.class, () -> link.loop.await(alone.unregister(TestLink.NAME)));
        assertFalse(link.loop.await(alone.query(TestLink.NAME)));
        assertRefused(
                Reason.LAYER_DOWN,
                alone.allocate(new Allocation(TestLink.NAME, QosSpec.RAW, new byte[0], link.client)));
    }

    @Test
    void aNameIsReachedFromTheOtherMembers() {
        VirtualIpcp c = link.member("c", Map.of());
        assertTrue(link.loop.await(link.a.query(TestLink.NAME)));
        assertTrue(link.loop.await(c.query(TestLink.NAME)));
        assertFalse(link.loop.await(link.b.query(TestLink.NAME)));
        link.loop.await(link.a.register(TestLink.NAME));
        assertTrue(link.loop.await(link.b.query(TestLink.NAME)));
        link.loop.await(link.a.unregister(TestLink.NAME));
        link.loop.await(link.b.unregister(TestLink.NAME));
        assertFalse(link.loop.await(link.a.query(TestLink.NAME)));
    }

    @Test
    void layersOfOtherNamesAndOfOtherSystemsAreOtherLinks() {
        VirtualIpcp elsewhere = link.create("elsewhere");
        join(elsewhere, "other", Map.of());
        assertFalse(link.loop.await(elsewhere.query(TestLink.NAME)));
        VirtualIpcp foreign = (VirtualIpcp) new VirtualIpcpType().create(new TestHost("foreign", link.loop, link.pool));
        join(foreign, "lan", Map.of("loss", "1"));
        assertFalse(link.loop.await(foreign.query(TestLink.NAME)));
    }

    @Test
    void anAllocationTakesTheDelayThereAndBack() {
        long startNs = link.loop.nowNs();
        List<Long> arrivalsNs = new ArrayList<>();
        List<Allocation.Arrival> arrivals = new ArrayList<>();
        TestLink.acceptor(link.b).decide(arrival -> {
            arrivalsNs.add(link.sinceNs(startNs));
            arrivals.add(arrival);
            return CompletableFuture.completedFuture(new Allocation.Acceptance(link.server, new byte[] {2}));
        });
        Allocation.Reply reply = link.loop.await(
                link.a.allocate(new Allocation(TestLink.NAME, QosSpec.VOICE, new byte[] {1}, link.client)));
        assertEquals(2 * DELAY.toNanos(), link.sinceNs(startNs));
        assertEquals(List.of(DELAY.toNanos()), arrivalsNs);
        assertEquals(TestLink.NAME, arrivals.getFirst().destination());
        assertEquals(QosSpec.VOICE, arrivals.getFirst().qos());
        assertArrayEquals(new byte[] {1}, arrivals.getFirst().oap());
        assertArrayEquals(new byte[] {2}, reply.oap());
        assertEquals(Optional.empty(), reply.flow().loopback());
        assertEquals(Optional.empty(), arrivals.getFirst().flow().loopback());
        assertEquals(0, reply.flow().headroom());
        assertEquals(PacketPool.SLOT_BYTES - PacketPool.HEADROOM, reply.flow().largestPacket());
    }

    @Test
    void anAllocationIsNeitherLostNorHeldUpByPackets() {
        TestLink bad = new TestLink(Map.of("loss", "1", "rate", "8", "queue", "1"));
        bad.connect();
        bad.client.sendNext();
        long startNs = bad.loop.nowNs();
        bad.connectParties(new Party(bad.pool), new Party(bad.pool));
        assertEquals(0, bad.sinceNs(startNs));
        bad.loop.run();
        assertEquals(0, bad.pool.outstanding());
    }

    @Test
    void anAllocationGoesToTheFirstMemberThatRegisteredTheName() {
        VirtualIpcp c = link.member("c", Map.of());
        link.loop.await(c.register(TestLink.NAME));
        link.loop.await(link.a.register(TestLink.NAME));
        link.connect();
        link.client.sendNext();
        link.loop.run();
        assertEquals(List.of(0L), link.server.received());
    }

    @Test
    void anAllocationToANameThatNoOtherMemberRegisteredIsRefused() {
        link.loop.await(link.b.unregister(TestLink.NAME));
        link.loop.await(link.a.register(TestLink.NAME));
        assertRefused(Reason.UNREACHABLE, link.allocate(link.client));
    }

    @Test
    void aNameThatIsUnregisteredWhileTheRequestIsUnderWayIsRefused() {
        TestLink.acceptor(link.b).accept(link.server);
        long startNs = link.loop.nowNs();
        CompletableFuture<Allocation.Reply> reply = link.allocate(link.client);
        link.loop.await(link.b.unregister(TestLink.NAME));
        assertRefused(Reason.UNREACHABLE, reply);
        assertEquals(2 * DELAY.toNanos(), link.sinceNs(startNs));
    }

    @Test
    void aRefusalIsPassedBack() {
        assertRefused(Reason.NO_ACCEPTOR, link.allocate(link.client));
        assertEquals(0, link.a.flows().count());
        assertEquals(0, link.b.flows().count());
    }

    @Test
    void aHostThatFailsRefuses() {
        IllegalStateException defect = new IllegalStateException("defect");
        TestLink.acceptor(link.b)
                .decide(arrival -> CompletableFuture.failedFuture(defect).thenApply(Allocation.Acceptance.class::cast));
        assertSame(
                defect,
                assertRefused(Reason.REFUSED_BY_PEER, link.allocate(link.client))
                        .getCause());
    }

    @Test
    void aServerThatReleasesTheFlowBeforeItAcceptsRefuses() {
        CompletableFuture<Allocation.Acceptance> answer =
                TestLink.acceptor(link.b).hold(link.server);
        CompletableFuture<Allocation.Reply> reply = link.allocate(link.client);
        link.loop.run();
        link.server.sendNext();
        link.server.deallocate();
        answer.complete(new Allocation.Acceptance(link.server, new byte[0]));
        assertRefused(Reason.REFUSED_BY_PEER, reply);
        link.loop.run();
        assertEquals(List.of(), link.client.received());
        assertEquals(List.of(), link.server.told());
    }

    @Test
    void aClientThatGaveUpReleasesTheFlow() {
        TestLink.acceptor(link.b).accept(link.server);
        assertTrue(link.allocate(link.client).cancel(false));
        link.loop.run();
        assertEquals(List.of("deallocated"), link.server.told());
        assertEquals(List.of(), link.client.told());
        assertEquals(0, link.a.flows().count());
    }

    @Test
    void packetsNeverOvertakeTheReply() {
        TestLink fast = new TestLink(Map.of());
        fast.connect();
        Party client = new Party(fast.pool);
        Party server = new Party(fast.pool);
        TestLink.acceptor(fast.b).decide(arrival -> {
            fast.server.sendNext();
            server.with(arrival.flow());
            CompletableFuture<Allocation.Acceptance> answer = new CompletableFuture<>();
            fast.loop.execute(() -> {
                fast.server.sendNext();
                answer.complete(new Allocation.Acceptance(server, new byte[0]));
                server.sendNext();
            });
            return answer;
        });
        fast.loop.await(fast.allocate(client));
        fast.loop.run();
        assertEquals(List.of(0L), client.received());
    }

    @Test
    void thePeerLearnsOfADeallocationBehindThePacketsSentBefore() {
        link.connect();
        LongStream.range(0, 10).forEach(number -> link.client.sendNext());
        link.client.deallocate();
        link.loop.runFor(DELAY.minusNanos(1));
        assertEquals(List.of(), link.server.told());
        link.server.sendNext();
        link.loop.run();
        assertEquals(10, link.server.received().size());
        assertEquals(List.of("deallocated"), link.server.told());
        assertEquals(List.of(), link.client.received());
        assertEquals(List.of(), link.client.told());
        assertEquals(0, link.a.flows().count() + link.b.flows().count());
    }

    @ParameterizedTest
    @CsvSource({"loss, 1, 0", "reorder, 1, 20", "duplicate, 1, 40"})
    void aDeallocationIsNeverLostAndOvertakesNothing(String option, String value, int received) {
        TestLink bad = new TestLink(Map.of(option, value, "rate", "64000", "queue", "20"));
        bad.connect();
        List<Integer> receivedBefore = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            bad.client.sendNext();
        }
        bad.client.deallocate();
        bad.loop.runUntil(() -> !bad.server.told().isEmpty());
        receivedBefore.add(bad.server.received().size());
        bad.loop.run();
        assertEquals(List.of("deallocated"), bad.server.told());
        assertEquals(List.of(received), receivedBefore);
        assertEquals(received, bad.server.received().size());
        assertEquals(0, bad.pool.outstanding());
    }

    @Test
    void bothEndsMayReleaseTheFlowAtTheSameTime() {
        link.connect();
        link.client.deallocate();
        link.server.deallocate();
        link.server.deallocate();
        link.client.sendNext();
        link.loop.run();
        assertEquals(List.of(), link.client.told());
        assertEquals(List.of(), link.server.told());
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void bothEndsGoDownWithEitherMember(boolean clientLeaves) {
        link.connect();
        link.client.sendNext();
        link.server.sendNext();
        VirtualIpcp leaving = clientLeaves ? link.a : link.b;
        leaving.close();
        leaving.close();
        assertEquals(0, link.pool.outstanding());
        link.client.sendNext();
        link.server.sendNext();
        link.client.deallocate();
        link.loop.run();
        assertEquals(List.of("down"), link.client.told());
        assertEquals(List.of("down"), link.server.told());
        assertEquals(List.of(), link.client.received());
        assertEquals(List.of(), link.server.received());
        assertEquals(0, link.a.flows().count() + link.b.flows().count());
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void aDeallocationThatIsUnderWayIsToldWhenAMemberLeaves(boolean clientLeaves) {
        link.connect();
        link.client.deallocate();
        (clientLeaves ? link.a : link.b).close();
        assertEquals(List.of("deallocated"), link.server.told());
    }

    @Test
    void aUserThatReleasesItsEndAsItGoesDownDoesNotChangeWhatThePeerIsTold() {
        link.connect();
        link.client.onDown(link.client::deallocate);
        link.server.onDown(link.server::deallocate);
        link.b.close();
        assertEquals(List.of("down"), link.client.told());
        assertEquals(List.of("down"), link.server.told());
    }

    @Test
    void flowsBetweenOtherMembersStay() {
        link.connect();
        VirtualIpcp c = link.member("c", Map.of());
        Party third = new Party(link.pool);
        TestLink.acceptor(link.b).accept(new Party(link.pool));
        link.loop.await(c.allocate(new Allocation(TestLink.NAME, QosSpec.RAW, new byte[0], third)));
        link.client.sendNext();
        c.close();
        link.loop.run();
        assertEquals(List.of("down"), third.told());
        assertEquals(List.of(0L), link.server.received());
        assertEquals(List.of(), link.server.told());
        assertEquals(List.of(), link.client.told());
    }

    @ParameterizedTest
    @CsvSource({"50, true", "50, false", "150, true", "150, false", "1150, true", "1150, false"})
    void allocationsThatWaitFailWhenAMemberLeaves(int afterMs, boolean clientLeaves) {
        TestLink.acceptor(link.b).decide(arrival -> {
            CompletableFuture<Allocation.Acceptance> answer = new CompletableFuture<>();
            link.server.with(arrival.flow());
            link.loop.at(
                    MILLISECONDS.toNanos(1_000),
                    () -> answer.complete(new Allocation.Acceptance(link.server, new byte[0])));
            return answer;
        });
        CompletableFuture<Allocation.Reply> reply = link.allocate(link.client);
        link.loop.runFor(Duration.ofMillis(afterMs));
        assertFalse(reply.isDone());
        (clientLeaves ? link.a : link.b).close();
        assertTrue(reply.isDone());
        assertRefused(Reason.LAYER_DOWN, reply);
        link.loop.run();
        assertEquals(List.of(), link.client.told());
        assertEquals(afterMs == 50 ? List.of() : List.of("down"), link.server.told());
    }

    @Test
    void aLateServerThatReleasedItsEndHearsNothing() {
        CompletableFuture<Allocation.Acceptance> answer =
                TestLink.acceptor(link.b).hold(link.server);
        CompletableFuture<Allocation.Reply> reply = link.allocate(link.client);
        link.loop.run();
        link.a.close();
        assertRefused(Reason.LAYER_DOWN, reply);
        link.server.deallocate();
        answer.complete(new Allocation.Acceptance(link.server, new byte[0]));
        link.loop.run();
        assertEquals(List.of(), link.server.told());
    }

    @Test
    void aServerThatReleasedItsEndBeforeAMemberLeftHearsNothing() {
        CompletableFuture<Allocation.Acceptance> answer =
                TestLink.acceptor(link.b).hold(link.server);
        CompletableFuture<Allocation.Reply> reply = link.allocate(link.client);
        link.loop.run();
        link.server.deallocate();
        link.a.close();
        assertRefused(Reason.LAYER_DOWN, reply);
        answer.complete(new Allocation.Acceptance(link.server, new byte[0]));
        link.loop.run();
        assertEquals(List.of(), link.server.told());
    }

    @Test
    void whatIsSentWhileAMemberLeavesIsReleased() {
        Party other = new Party(link.pool);
        link.connect();
        link.connectParties(other, new Party(link.pool));
        link.client.onDown(other::sendNext);
        link.a.close();
        assertEquals(List.of("down"), link.client.told());
        assertEquals(0, link.pool.outstanding());
    }

    @Test
    void aMemberMayLeaveWhileItReceives() {
        link.connect();
        link.server.onReceive(number -> link.b.close());
        for (int i = 0; i < 10; i++) {
            link.client.sendNext();
        }
        link.loop.run();
        assertEquals(List.of(0L), link.server.received());
        assertEquals(List.of("down"), link.server.told());
        assertEquals(List.of("down"), link.client.told());
    }

    private LayerInfo join(VirtualIpcp ipcp, String layer, Map<String, String> options) {
        return link.loop.await(ipcp.bootstrap(new LayerConfig(layer, options)));
    }

    private static LayerConfig config(String layer) {
        return new LayerConfig(layer, Map.of());
    }

    private FlowRefused assertRefused(Reason reason, CompletableFuture<Allocation.Reply> reply) {
        FlowRefused refused = assertThrows(FlowRefused.class, () -> link.loop.await(reply));
        assertEquals(reason, refused.reason());
        return refused;
    }
}
