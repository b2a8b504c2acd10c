// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ouroboros.api.irm.IrmException;
import org.ouroboros.api.irm.LayerSwapInfo;
import org.ouroboros.api.irm.LayerSwapMember;
import org.ouroboros.api.irm.LayerSwapPlan;
import org.ouroboros.api.irm.LayerSwapSpec;
import org.ouroboros.api.irm.SwapSpec;
import org.ouroboros.api.irm.SwapState;
import org.ouroboros.congestion.none.NoAvoidancePolicy;
import org.ouroboros.directory.dht.DhtPolicy;
import org.ouroboros.host.Candidate;
import org.ouroboros.ipcp.unicast.wire.Pci;
import org.ouroboros.irm.FaultyPolicies.Fault;
import org.ouroboros.packet.Packet;
import org.ouroboros.policy.congestion.CongestionPolicy;
import org.ouroboros.policy.ipcp.LayerMember;
import org.ouroboros.policy.routing.RoutingPolicy;
import org.ouroboros.routing.lfa.LfaPolicy;

/** A policy is swapped in all members of a layer, in all or in none. */
class LayerSwapTest extends InSwappedLayer {
    private static final String FAULTY = "faulty";

    /** Installs a routing policy as another one. */
    private void install(int system, RoutingPolicy policy) {
        network.policies(system).routing().offer(new Candidate<>(policy, "routing", FAULTY, "test." + FAULTY, "1.0.0"));
    }

    // ---- how it goes ----

    @Test
    void aSwapReachesAllMembersAndIsOnRecordInEachWithTheOperatorsSystem() {
        ring();
        LayerSwapInfo swap = swap(2, "routing", "lfa", WATCH);
        assertEquals(SwapState.WATCHED, swap.state(), swap.toString());
        assertEquals("in use in 6 members, and watched for 500 ms", swap.outcome());
        assertEquals(List.of("lfa"), inUse("routing"));
        network.loop.runFor(Duration.ofSeconds(2));
        for (int i = 0; i < SIZE; i++) {
            assertEquals(SwapState.ACCEPTED, latest(i).state(), latest(i).toString());
            assertEquals("alice at net.2, for layer net", latest(i).spec().by());
            assertEquals("healthy for 500 ms in all members", latest(i).outcome());
        }
        assertEquals(List.of("alternate"), inUse("forwarding"));
    }

    @Test
    void aSwapWithoutAWatchIsAcceptedWhenItIsAnswered() {
        ring();
        LayerSwapInfo swap = swap(0, "congestion", "none", Duration.ZERO);
        assertEquals(SwapState.ACCEPTED, swap.state(), swap.toString());
        assertEquals(List.of("none"), inUse("congestion"));
        assertTrue(allEnded());
    }

    @Test
    void aPlanAsksAllMembersAndChangesNothing() {
        ring();
        LayerSwapPlan plan = network.loop.await(swaps(2).plan(spec("routing", "lfa", WATCH)));
        assertTrue(plan.possible(), plan.toString());
        assertEquals(SIZE, plan.members().size());
        assertEquals("net.2", plan.members().getFirst().ipcp());
        for (LayerSwapMember member : plan.members()) {
            assertEquals(LayerSwapMember.Part.TAKES_PART, member.part());
            assertEquals(2, member.steps().size());
            assertEquals("graph of 12 links, 5 routes", member.steps().getLast().state());
        }
        assertEquals(List.of("link-state"), inUse("routing"));
        assertTrue(allEnded());
    }

    @Test
    void anOperatorOfAnyMemberEndsTheWatch() {
        ring();
        swap(2, "routing", "lfa", PATIENT);
        LayerSwapInfo taken = network.loop.await(swaps(4).rollBack(NET, "bob"));
        assertEquals(SwapState.ROLLED_BACK, taken.state(), taken.toString());
        assertEquals("by bob at net.4", taken.outcome());
        network.loop.runFor(Duration.ofSeconds(1));
        assertEquals(List.of("link-state"), inUse("routing"));
        assertEquals("by bob at net.4", latest(0).outcome());

        swap(2, "routing", "lfa", PATIENT);
        LayerSwapInfo accepted = network.loop.await(swaps(2).commit(NET, "alice"));
        assertEquals(SwapState.ACCEPTED, accepted.state(), accepted.toString());
        assertEquals(List.of("lfa"), inUse("routing"));
        assertTrue(allEnded());
    }

    @Test
    void membersThatUseThePolicyAlreadyAreLeftAlone() {
        ring();
        network.loop.await(
                network.system(3).irm.swaps().swap(new SwapSpec("routing", "lfa", Set.of(), Duration.ZERO, "carol")));
        LayerSwapInfo swap = swap(0, "routing", "lfa", PATIENT);
        assertEquals(
                List.of("net.3"),
                swap.members().stream()
                        .filter(member -> member.part() == LayerSwapMember.Part.USES_IT)
                        .map(LayerSwapMember::ipcp)
                        .toList());
        IrmException elsewhere = assertThrows(IrmException.class, () -> swaps(3).commit(NET, "carol"));
        assertTrue(
                String.valueOf(elsewhere.getMessage()).contains("is ended from a member that takes part"),
                elsewhere.toString());
        network.loop.await(swaps(0).commit(NET, "alice"));
        assertEquals(List.of("lfa"), inUse("routing"));
        assertEquals("carol", latest(3).spec().by());
        assertEquals(
                "nothing to swap: all members of layer 'net' use routing policy 'lfa' already",
                refusal(swaps(0).swap(spec("routing", "lfa", WATCH))));
    }

    @ParameterizedTest
    @CsvSource({
        "net, routing, x, 'no installed and active routing policy ''x'': there are ecmp, lfa, link-state'",
        "net, reliability, frcp, 'no kind of policy in use in an IPCP or on a flow ''reliability'': there are address,"
                + " congestion, directory, forwarding, routing, scheduling'",
        "other, routing, lfa, 'no layer that this system has a member of ''other'': there are net, wire-0-1, wire-0-5'",
        "wire-0-1, routing, lfa, 'members of layer ''wire-0-1'', which is of type ''virtual'', do not know each other:"
                + " swap the policy in each of them'"
    })
    void whatCannotBeSwappedIsToldSo(String layer, String kind, String policy, String message) {
        ring();
        IrmException refused = assertThrows(
                IrmException.class, () -> swaps(0).swap(new LayerSwapSpec(layer, kind, policy, WATCH, "alice")));
        assertEquals(message, refused.getMessage());
    }

    // ---- all or none ----

    @ParameterizedTest
    @CsvSource({"THROWS_AT_ONCE", "REFUSES", "TOO_OLD"})
    void aMemberThatRefusesHasNothingChangedAnywhere(Fault fault) {
        ring();
        for (int i = 0; i < SIZE; i++) {
            install(i, i == 4 ? new FaultyPolicies(fault).routing() : new LfaPolicy());
        }
        network.loop.runFor(Duration.ofMillis(10));
        LayerSwapPlan plan = network.loop.await(swaps(0).plan(spec("routing", FAULTY, WATCH)));
        assertFalse(plan.possible());
        String refusal = refusal(swaps(0).swap(spec("routing", FAULTY, WATCH)));
        assertTrue(refusal.startsWith("member net.4: "), refusal);
        network.loop.runFor(Duration.ofSeconds(1));
        assertEquals(List.of("link-state"), inUse("routing"));
        for (int i = 0; i < SIZE; i++) {
            assertEquals(SwapState.REFUSED, latest(i).state(), latest(i).toString());
        }
        assertTrue(allEnded());
    }

    @Test
    void aMemberThatLacksThePolicyIsNamed() {
        ring();
        install(0, new LfaPolicy()); // only there
        network.loop.runFor(Duration.ofMillis(10));
        String refusal = refusal(swaps(0).swap(spec("routing", FAULTY, WATCH)));
        assertTrue(
                refusal.matches("member net\\.[1-5]: no installed and active routing policy 'faulty': there are .*"),
                refusal);
        network.loop.runFor(Duration.ofSeconds(1));
        assertEquals(List.of("link-state"), inUse("routing"));
    }

    @Test
    void aPolicyThatFailsInOneMemberIsTakenBackInAll() {
        ring();
        FaultyPolicies faulty = new FaultyPolicies(Fault.THROWS_IN_USE);
        for (int i = 0; i < SIZE; i++) {
            CongestionPolicy healthy = new NoAvoidancePolicy();
            network.policies(i)
                    .congestion()
                    .offer(new Candidate<>(
                            i == 4 ? faulty.congestion() : healthy, "congestion", FAULTY, "test." + FAULTY, "1.0.0"));
        }
        network.loop.runFor(Duration.ofMillis(10));
        Probes probes = new Probes(network, NET, Duration.ofMillis(5));
        swap(0, "congestion", FAULTY, PATIENT);
        assertEquals(List.of(FAULTY), inUse("congestion"));
        faulty.inUse();
        probes.send(Duration.ofSeconds(1));
        assertEquals(List.of("mb-ecn"), inUse("congestion"));
        assertTrue(latest(0).outcome().startsWith("member net.4: "), latest(0).outcome());
        assertTrue(allEnded());
        probes.finish();
        assertEquals(0, probes.lostPackets());
    }

    @Test
    void aMemberInAnotherSwapRefusesAndKeepsIt() {
        ring();
        network.loop.await(
                network.system(3).irm.swaps().swap(new SwapSpec("congestion", "none", Set.of(), PATIENT, "carol")));
        assertEquals(
                "member net.3: swap 1 to congestion policy 'none' is under way: wait, or end it first",
                refusal(swaps(0).swap(spec("routing", "lfa", WATCH))));
        network.loop.runFor(Duration.ofSeconds(1));
        assertEquals(List.of("link-state"), inUse("routing"));
        assertEquals(SwapState.WATCHED, latest(3).state());
    }

    @Test
    void theSwapOfALayerEndsInAllMembersOrInNone() {
        ring();
        swap(0, "routing", "lfa", PATIENT);
        IrmException alone = assertThrows(
                IrmException.class, () -> network.system(3).irm.swaps().rollBack());
        assertEquals(
                "swap 1 to routing policy 'lfa' is under way as a part of a swap of the layer, and ends with that: name"
                        + " the layer",
                alone.getMessage());
        assertEquals(
                "a swap of layer 'net' to routing policy 'lfa' is under way: wait, or end it first",
                assertThrows(IrmException.class, () -> swaps(0).swap(spec("congestion", "none", WATCH)))
                        .getMessage());
        String refusal = refusal(swaps(3).swap(spec("congestion", "none", WATCH)));
        assertTrue(refusal.contains("swap 1 to routing policy 'lfa' is under way"), refusal);
        network.loop.runFor(Duration.ofSeconds(1));
        assertEquals(List.of("lfa"), inUse("routing"));
        assertEquals(List.of("mb-ecn"), inUse("congestion"));
    }

    @Test
    void aLayerWithAMemberThatDoesNotAnswerIsNotSwapped() {
        ring();
        network.silence(4);
        String refusal = refusal(swaps(0).swap(spec("routing", "lfa", WATCH)));
        assertTrue(refusal.startsWith("it would not reach all members of layer 'net': "), refusal);
        assertEquals(List.of("link-state"), inUse("routing"));
        network.loop.runFor(Duration.ofMinutes(2)); // until the others know that it is gone
        swap(0, "routing", "lfa", Duration.ZERO);
        assertEquals("lfa", inUse(3, "routing"));
        assertEquals("link-state", inUse(4, "routing"));
    }

    @Test
    void aMemberThatIsLostWhileItIsWatchedHasAllTakeBack() {
        ring();
        swap(0, "routing", "lfa", PATIENT);
        network.silence(3);
        network.loop.runFor(Duration.ofSeconds(20));
        assertEquals(List.of("link-state"), inUse("routing"));
        assertEquals("nothing was heard of net.3 for 5 s", latest(0).outcome());
        assertTrue(
                latest(3).outcome().startsWith("nothing was heard of the coordinator for 5 s"),
                latest(3).outcome());
        assertTrue(allEnded());
    }

    @Test
    void aCoordinatorWhoseMemberLeavesTheLayerIsFreeForAnotherSwap() {
        ring();
        swap(0, "routing", "lfa", PATIENT);
        network.removeType(0);
        network.loop.runFor(Duration.ofSeconds(20));
        assertEquals(
                List.of("link-state"),
                IntStream.range(1, SIZE)
                        .mapToObj(i -> inUse(i, "routing"))
                        .distinct()
                        .toList());
        network.addType(0);
        network.loop.runFor(Duration.ofMinutes(2));
        swap(0, "routing", "ecmp", Duration.ZERO);
        assertTrue(allEnded());
    }

    // ---- the operator's system ends ----

    @Test
    void whoWaitsForMembersIsToldThatTheSystemEnds() {
        ring();
        CompletableFuture<LayerSwapPlan> plan = swaps(0).plan(spec("routing", "lfa", WATCH));
        CompletableFuture<LayerSwapInfo> swap = swaps(0).swap(spec("routing", "lfa", WATCH));
        network.system(0).irm.close();
        assertTrue(plan.isDone());
        assertEquals("this system ended before all members had answered", refusal(plan));
        assertEquals("this system ended before all members had answered", refusal(swap));
    }

    @Test
    void whoAcceptsIsToldThatTheSystemEndedBeforeAllHadPromised() {
        ring();
        swap(0, "routing", "lfa", PATIENT);
        CompletableFuture<LayerSwapInfo> accepted = swaps(0).commit(NET, "alice");
        network.system(0).irm.close();
        assertTrue(accepted.isDone());
        assertEquals(
                "this system ended when all had been asked to promise: the others decide",
                network.loop.await(accepted).outcome());
    }

    // ---- members of the prototype ----

    @ParameterizedTest
    @ValueSource(ints = {0, 3})
    void membersOfThePrototypeAreLeftAsTheyAre(int coordinator) {
        AtomicLong prototype = new AtomicLong();
        network.wires.tap = packet -> disguise(packet, prototype.get());
        ring();
        LayerMember four = network.system(4).irm.requireIpcp(Network.ipcp(NET, 4)).member().members().stream()
                .filter(member -> member.kin() == LayerMember.Kin.SELF)
                .findFirst()
                .orElseThrow();
        prototype.set(four.address());
        LayerSwapMember leftAlone = new LayerSwapMember(
                "", four.label(), LayerSwapMember.Part.PROTOTYPE, List.of(), "left as it is: prototype");

        LayerSwapPlan plan = network.loop.await(swaps(coordinator).plan(spec("routing", "lfa", WATCH)));
        assertTrue(plan.possible(), plan.toString());
        assertTrue(plan.members().contains(leftAlone), plan.toString());
        Probes probes = new Probes(network, NET, Duration.ofMillis(5));
        LayerSwapInfo swap = swap(coordinator, "routing", "lfa", Duration.ZERO);
        assertTrue(swap.members().contains(leftAlone), swap.toString());
        for (int i = 0; i < SIZE; i++) {
            assertEquals(i == 4 ? "link-state" : "lfa", inUse(i, "routing"));
        }
        probes.send(Duration.ofSeconds(1));
        probes.finish();
        assertEquals(0, probes.lostPackets());

        network.policies(coordinator)
                .directory()
                .offer(new Candidate<>(new DhtPolicy(), "directory", "other", "test.other", "1.0.0"));
        network.loop.runFor(Duration.ofMillis(10));
        assertEquals(
                "it would not reach all members of layer 'net': " + four.label()
                        + ", prototype, which has no other directory",
                refusal(swaps(coordinator).swap(spec("directory", "other", WATCH))));
    }

    /** Takes the name out of what IPCP net.4 introduces itself with, and has others not understand what the system of a member says. */
    private static void disguise(Packet packet, long silenced) {
        byte[] bytes = bytes(packet);
        int name = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("\u00a2\u0006\u0005net.4");
        if (name >= 0) {
            packet.segment()
                    .set(ValueLayout.JAVA_BYTE, packet.offset() + name, (byte) 0xaa); // a field that nobody knows
        }
        if (bytes.length >= HEADERS && ByteBuffer.wrap(bytes).getLong(Pci.BYTES) == silenced) {
            word(bytes)
                    .ifPresent(word -> packet.segment().set(ValueLayout.JAVA_BYTE, packet.offset() + HEADERS, (byte)
                            0xff)); // a version that nobody knows
        }
    }
}
