// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ouroboros.address.flat.FlatPolicy;
import org.ouroboros.api.irm.IrmException;
import org.ouroboros.api.irm.SlotInfo;
import org.ouroboros.api.irm.SwapInfo;
import org.ouroboros.api.irm.SwapPlan;
import org.ouroboros.api.irm.SwapSpec;
import org.ouroboros.api.irm.SwapState;
import org.ouroboros.api.irm.SwapStep;
import org.ouroboros.api.irm.SystemEvent;
import org.ouroboros.directory.dht.DhtPolicy;
import org.ouroboros.host.Candidate;
import org.ouroboros.host.PolicyCatalogue;
import org.ouroboros.ipcp.unicast.Policies;
import org.ouroboros.irm.FaultyPolicies.Fault;
import org.ouroboros.policy.ipcp.HashAlgorithm;
import org.ouroboros.policy.ipcp.NameHash;
import org.ouroboros.scheduling.priority.PriorityPolicy;

/** Policies of a unicast layer of whole systems are swapped while packets with numbers pass, on virtual time. */
class UnicastSwapTest {
    private static final String NET = "net";
    private static final int SIZE = 5;
    private static final int SWAPS_EACH_WAY = Boolean.getBoolean("ouroboros.soak") ? 1_000 : 20;
    private static final Duration WATCH = Duration.ofMillis(100);
    private static final String FAULTY = "faulty";

    private final Network network = new Network(40, SIZE);
    private final NumberedTraffic traffic = new NumberedTraffic(network.loop, 2);

    /** What is in use at first, and what is swapped with it. */
    private static final Map<String, List<String>> PAIRS = Map.of(
            "routing", List.of("link-state", "lfa"),
            "forwarding", List.of("simple", "alternate"),
            "congestion", List.of("mb-ecn", "none"),
            "scheduling", List.of("priority", "other"),
            "directory", List.of("dht", "other"),
            "address", List.of("flat", "other"));

    @AfterEach
    void everyPacketIsBack() {
        traffic.check();
        traffic.end();
        network.loop.runFor(Duration.ofSeconds(1));
        assertTrue( // but for what members say to each other now and then
                network.loop.runUntil(
                        () -> IntStream.range(0, SIZE)
                                .allMatch(i -> network.system(i).pool.outstanding() == 0),
                        Duration.ofSeconds(1)),
                "a packet is missing");
    }

    /** A ring, in which flows take one way each: it is the only shortest one. */
    private void ring() {
        for (int i = 0; i < SIZE; i++) {
            Policies policies = network.policies(i);
            offer(policies.scheduling(), "other", new PriorityPolicy());
            offer(policies.directory(), "other", new DhtPolicy());
            offer(policies.address(), "other", new FlatPolicy());
        }
        network.ring(NET, Map.of(), Map.of("delay_ms", "1", "rate", "20000000", "queue", "1")); // packets queue
        network.loop.runFor(Duration.ofSeconds(1));
        traffic.flow(network, NET, 0, 1);
        traffic.flow(network, NET, 1, 3);
        traffic.flow(network, NET, 4, 2);
        traffic.flow(network, NET, 0, 2); // which system 1 relays to where its own packets go
    }

    private static <P> void offer(PolicyCatalogue<P> catalogue, String name, P policy) {
        catalogue.offer(new Candidate<>(policy, catalogue.kind(), name, "test." + name, "1.0.0"));
    }

    private static SwapSpec spec(String kind, String policy) {
        return new SwapSpec(kind, policy, Set.of(), WATCH, "test");
    }

    private SwapInfo latest(int system) {
        return network.system(system).irm.swaps().history().getLast();
    }

    private SlotInfo slot(int system, String kind) {
        return network.system(system).irm.slots().stream()
                .filter(slot -> slot.kind().equals(kind) && slot.slot().equals("IPCP " + Network.ipcp(NET, system)))
                .findFirst()
                .orElseThrow();
    }

    /** Swaps in all systems at once, and lets packets pass until it is over everywhere, with something else each millisecond. */
    private void swapEverywhere(SwapSpec spec, Runnable meanwhile) {
        List<CompletableFuture<SwapInfo>> swaps = new ArrayList<>();
        for (int i = 0; i < SIZE; i++) {
            swaps.add(network.system(i).irm.swaps().swap(spec));
        }
        traffic.runUntil(() -> {
            meanwhile.run();
            return swaps.stream().allMatch(CompletableFuture::isDone)
                    && IntStream.range(0, SIZE).allMatch(i -> latest(i).state().ended());
        });
    }

    static Stream<String> kinds() {
        return PAIRS.keySet().stream().sorted();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void swapsEachWayLoseDuplicateAndReorderNothing(String kind) {
        ring();
        traffic.run(Duration.ofMillis(50));
        for (int round = 0; round < SWAPS_EACH_WAY; round++) {
            for (String policy : Objects.requireNonNull(PAIRS.get(kind)).reversed()) {
                swapEverywhere(spec(kind, policy), () -> {});
                for (int i = 0; i < SIZE; i++) {
                    assertEquals(
                            SwapState.ACCEPTED, latest(i).state(), latest(i).toString());
                    assertTrue(
                            slot(i, kind).inUse().startsWith(policy + " "),
                            slot(i, kind).toString());
                }
            }
        }
        traffic.check();
    }

    /** In this ring a loop-free alternate is as far from the destination as the member itself, and would send packets back. */
    @Test
    void routingGoesFromAlternatesToPathsOfEqualCostAndBackWithoutAMomentInBetween() {
        ring();
        swapEverywhere(spec("routing", "lfa"), () -> {});
        for (int round = 0; round < SWAPS_EACH_WAY; round++) {
            for (String policy : List.of("ecmp", "lfa")) {
                swapEverywhere(spec("routing", policy), this::everyMemberForwardsByItsRoutesForAWhile);
                assertTrue(slot(0, "routing").inUse().startsWith(policy + " "));
            }
        }
        SwapSpec patient = new SwapSpec("routing", "ecmp", Set.of(), Duration.ofMinutes(1), "test");
        swapEverywhere(patient, () -> {
            for (int i = 0; i < SIZE; i++) {
                if (latest(i).state() == SwapState.WATCHED) {
                    var _ = network.system(i).irm.swaps().rollBack();
                }
            }
            everyMemberForwardsByItsRoutesForAWhile();
        });
        assertEquals(SwapState.ROLLED_BACK, latest(0).state());
        traffic.check();
    }

    private void everyMemberForwardsByItsRoutesForAWhile() {
        network.loop.runUntil(
                () -> {
                    for (int i = 0; i < SIZE; i++) {
                        String routing = slot(i, "routing").wanted();
                        String forwarding = slot(i, "forwarding").wanted();
                        assertEquals(routing.equals("lfa") ? "alternate" : "multipath", forwarding, "by " + routing);
                    }
                    return false;
                },
                Duration.ofMillis(1));
    }

    @Test
    void everyQueryIsAnsweredWhileTheDirectoryIsSwapped() {
        ring();
        List<CompletableFuture<Boolean>> queries = new ArrayList<>();
        for (int round = 0; round < 2 * SWAPS_EACH_WAY; round++) {
            String policy = round % 2 == 0 ? "other" : "dht";
            swapEverywhere(spec("directory", policy), () -> {
                for (int i = 0; i < 10; i++) {
                    queries.add(query(0, 1 + queries.size() % (SIZE - 1)));
                }
            });
        }
        network.loop.runFor(Duration.ofSeconds(5));
        assertTrue(queries.size() > 10_000, queries.size() + " queries");
        assertEquals(
                0,
                queries.stream()
                        .filter(query -> !query.isDone() || !query.join())
                        .count());
    }

    private CompletableFuture<Boolean> query(int from, int to) {
        SystemIpcp ipcp = network.system(from).irm.requireIpcp(Network.ipcp(NET, from));
        HashAlgorithm hash = ipcp.layer().orElseThrow().hash();
        return ipcp.member().query(NameHash.of(Network.name(NET, to), hash));
    }

    static Stream<Arguments> faults() {
        return kinds().flatMap(kind -> Stream.of(Fault.values()).map(fault -> Arguments.of(kind, fault)));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void aFaultyPolicyIsTakenBackAndNothingIsLost(String kind, Fault fault) {
        if (kind.equals("address") && !fault.showsInPreparation()) {
            return; // it is asked only when a member joins
        }
        ring();
        FaultyPolicies faulty = new FaultyPolicies(fault);
        install(kind, faulty, network.policies(1));
        traffic.run(Duration.ofMillis(20));
        SlotInfo before = slot(1, kind);
        network.system(1).told();
        SwapSpec spec = new SwapSpec(kind, FAULTY, Set.of(), Duration.ofSeconds(5), "test");

        CompletableFuture<SwapInfo> swap = network.system(1).irm.swaps().swap(spec);
        traffic.runUntil(swap::isDone);
        boolean refused = swap.isCompletedExceptionally();
        if (!refused) {
            faulty.inUse();
            provoke(kind);
        }
        traffic.runUntil(() -> latest(1).state().ended());

        boolean early = fault.showsInPreparation();
        assertEquals(early, refused, latest(1).toString());
        assertEquals(
                early ? SwapState.REFUSED : SwapState.ROLLED_BACK,
                latest(1).state(),
                latest(1).toString());
        assertEquals(before.inUse(), slot(1, kind).inUse());
        assertEquals(before.wanted(), slot(1, kind).wanted());
        assertTrue(
                network.system(1).told().contains(early ? SystemEvent.POLICY_REFUSED : SystemEvent.POLICY_ROLLED_BACK));
        int received = traffic.received();
        traffic.run(Duration.ofMillis(50));
        assertTrue(traffic.received() > received, "flows are alive");
        everyPairIsReached();
    }

    /** It would be gone after a restart, and on no record. */
    @Test
    void aSwapThatCannotBeWrittenToTheLogIsRefused() {
        ring();
        SlotInfo before = slot(1, "routing");
        network.system(1).diskFull = true;
        CompletableFuture<SwapInfo> swap = network.system(1).irm.swaps().swap(spec("routing", "lfa"));
        traffic.runUntil(swap::isDone);
        String refusal = String.valueOf(swap.exceptionNow().getMessage());
        assertTrue(refusal.contains("the log of swaps cannot be written: no space left on device"), refusal);
        assertEquals(SwapState.REFUSED, latest(1).state());
        assertEquals(before.inUse(), slot(1, "routing").inUse());
        network.system(1).diskFull = false;
        network.loop.await(network.system(1).irm.swaps().swap(spec("routing", "lfa")));
        assertEquals("lfa", slot(1, "routing").wanted());
    }

    @ParameterizedTest
    @ValueSource(strings = {"congestion", "forwarding", "scheduling"})
    void aPolicyThatFailsIsSwappedForOneThatDoesNot(String kind) {
        ring();
        FaultyPolicies faulty = new FaultyPolicies(Fault.THROWS_IN_USE);
        install(kind, faulty, network.policies(1));
        traffic.run(Duration.ofMillis(20));
        String healthy = slot(1, kind).wanted();
        network.system(1).irm.swaps().swap(spec(kind, FAULTY));
        traffic.runUntil(() -> latest(1).state() == SwapState.ACCEPTED);
        faulty.inUse();
        traffic.run(Duration.ofMillis(50));

        network.system(1).irm.swaps().swap(spec(kind, healthy));
        traffic.runUntil(() ->
                latest(1).spec().policy().equals(healthy) && latest(1).state().ended());

        assertEquals(SwapState.ACCEPTED, latest(1).state(), latest(1).toString());
        assertTrue(
                slot(1, kind).inUse().startsWith(healthy + " "), slot(1, kind).toString());
    }

    private static void install(String kind, FaultyPolicies faulty, Policies policies) {
        switch (kind) {
            case "routing" -> offer(policies.routing(), FAULTY, faulty.routing());
            case "forwarding" -> offer(policies.forwarding(), FAULTY, faulty.forwarding());
            case "congestion" -> offer(policies.congestion(), FAULTY, faulty.congestion());
            case "scheduling" -> offer(policies.scheduling(), FAULTY, faulty.scheduling());
            case "directory" -> offer(policies.directory(), FAULTY, faulty.directory());
            case "address" -> offer(policies.address(), FAULTY, faulty.address());
            default -> throw new IllegalArgumentException(kind);
        }
    }

    /** Brings about that a policy has something to do. */
    private void provoke(String kind) {
        switch (kind) {
            case "routing" -> network.wires.cut(Network.wire(4, 0)); // on which no flow is
            case "directory" -> {
                for (int i = 0; i < 16; i++) {
                    var _ = network.system(1).request(Network.name(NET, 3));
                }
            }
            default -> {}
        }
    }

    private void everyPairIsReached() {
        for (int i = 0; i < SIZE; i++) {
            assertEquals(SIZE - 1, network.view(NET, i).routes().size());
        }
    }

    @Test
    void aPlanTouchesNothingAndSaysWhatTheSwapThenDoes() {
        ring();
        Swaps swaps = network.system(1).irm.swaps();
        SlotInfo before = slot(1, "routing");
        SwapPlan plan = network.loop.await(swaps.plan(spec("routing", "lfa")));
        assertEquals(before, slot(1, "routing"));
        assertTrue(plan.possible());
        assertEquals(
                List.of("forwarding alternate", "routing lfa"),
                plan.steps().stream()
                        .map(step -> step.kind() + " " + step.to().replaceAll(" .*", ""))
                        .toList());
        SwapStep routing = plan.steps().getLast();
        assertEquals("graph of 10 links, 4 routes", routing.state());
        assertEquals("org.ouroboros.routing.lfa.LfaPolicy", routing.component());
        assertEquals(2, routing.flows());

        SwapInfo swapped = network.loop.await(swaps.swap(spec("routing", "lfa")));
        assertEquals(
                plan.steps().stream().map(SwapStep::to).toList(),
                swapped.steps().stream().map(SwapStep::to).toList());
        assertTrue(slot(1, "forwarding").inUse().startsWith("alternate "));
        network.loop.await(swaps.rollBack());
        assertEquals(before.inUse(), slot(1, "routing").inUse());
        network.loop.runFor(Duration.ofMillis(10));
        assertTrue(slot(1, "forwarding").inUse().startsWith("simple "));
        assertEquals("simple", slot(1, "forwarding").wanted());
    }

    @Test
    void aPlanNamesWhoRefusesAndWhy() {
        ring();
        offer(network.policies(1).congestion(), FAULTY, new FaultyPolicies(Fault.TOO_OLD).congestion());
        network.loop.runFor(Duration.ofMillis(1));
        SwapPlan plan = network.loop.await(network.system(1).irm.swaps().plan(spec("congestion", FAULTY)));
        assertEquals(
                Optional.of("it takes CongestionState up to version 0, and this one has version 1"),
                plan.steps().getFirst().refusal());
    }

    @Test
    void theOperatorEndsTheWatch() {
        ring();
        Swaps swaps = network.system(1).irm.swaps();
        SwapSpec patient = new SwapSpec("congestion", "none", Set.of(), Duration.ofMinutes(1), "test");
        network.loop.await(swaps.swap(patient));
        IrmException second =
                assertThrows(IrmException.class, () -> network.loop.await(swaps.swap(spec("scheduling", "other"))));
        assertEquals("swap 1 to congestion policy 'none' is under way: wait, or end it first", second.getMessage());
        assertEquals(SwapState.ACCEPTED, network.loop.await(swaps.commit()).state());
        assertThrows(IrmException.class, swaps::rollBack);
        network.loop.await(swaps.swap(new SwapSpec("congestion", "mb-ecn", Set.of(), Duration.ofMinutes(1), "test")));
        traffic.run(Duration.ofMillis(20));
        assertEquals(SwapState.ROLLED_BACK, network.loop.await(swaps.rollBack()).state());
        assertTrue(slot(1, "congestion").inUse().startsWith("none "));
    }

    @ParameterizedTest
    @CsvSource({
        "cooking, x, 'no kind of policy in use in an IPCP or on a flow ''cooking'': there are address, congestion,"
                + " directory, forwarding, routing, scheduling'",
        "routing, x, 'no installed and active routing policy ''x'': there are ecmp, lfa, link-state'",
        "routing, link-state, 'nothing to swap: every slot for a policy of kind routing uses ''link-state'' already'"
    })
    void whatCannotBeSwappedIsToldSo(String kind, String policy, String message) {
        ring();
        IrmException refused = assertThrows(
                IrmException.class, () -> network.system(1).irm.swaps().swap(spec(kind, policy)));
        assertEquals(message, refused.getMessage());
    }

    @Test
    void anIpcpWithoutSuchAPolicyIsToldSo() {
        ring();
        String wire = Network.wire(0, 1) + ".1";
        SwapSpec spec = new SwapSpec("routing", "lfa", Set.of(wire), WATCH, "test");
        IrmException refused = assertThrows(
                IrmException.class, () -> network.system(1).irm.swaps().swap(spec));
        assertEquals("IPCP '" + wire + "' uses no policy of kind routing", refused.getMessage());
    }

    @Test
    void theLogIsWrittenAndRemembersTheSwapsOfEarlierRuns() {
        ring();
        SimulatedSystem system = network.system(1);
        network.loop.await(system.irm
                .swaps()
                .swap(new SwapSpec("congestion", "none", Set.of(Network.ipcp(NET, 1)), Duration.ofMinutes(1), "test")));
        network.loop.runFor(Duration.ofMillis(10));
        assertEquals(
                List.of(SwapState.WATCHED),
                system.swapLog.stream().map(SwapInfo::state).toList());
        SwapJournal later = new SwapJournal(network.loop, swaps -> {}, system.swapLog);
        assertEquals(2, later.nextNumber());
        assertEquals(SwapState.ROLLED_BACK, later.all().getFirst().state(), "the system ended while it was watched");
    }

    @Test
    void aSwapWhoseIpcpIsGoneWhileItIsWatchedIsTakenBackAsTheIpcpIs() {
        network.ring(NET, Map.of());
        network.loop.runFor(Duration.ofSeconds(1));
        Swaps swaps = network.system(1).irm.swaps();
        network.loop.await(swaps.swap(
                new SwapSpec("congestion", "none", Set.of(Network.ipcp(NET, 1)), Duration.ofMinutes(1), "test")));
        network.removeType(1);
        network.loop.runFor(Duration.ofMillis(200));
        assertEquals(SwapState.ROLLED_BACK, latest(1).state(), latest(1).toString());
        assertEquals("none of its slots is left", latest(1).outcome());
        network.addType(1);
        network.loop.runFor(Duration.ofSeconds(5));
        assertTrue(
                slot(1, "congestion").inUse().startsWith("mb-ecn "),
                slot(1, "congestion").toString());
    }

    @Test
    void anIpcpThatComesBackUsesWhatWasAcceptedAndNotWhatWasTakenBack() {
        network.ring(NET, Map.of());
        network.loop.runFor(Duration.ofSeconds(1));
        offer(network.policies(1).scheduling(), "other", new PriorityPolicy());
        network.loop.runFor(Duration.ofMillis(1));
        Swaps swaps = network.system(1).irm.swaps();
        network.loop.await(swaps.swap(spec("scheduling", "other")));
        network.loop.runFor(WATCH.multipliedBy(2));
        network.loop.await(swaps.swap(spec("congestion", "none")));
        network.loop.await(swaps.rollBack());
        network.removeType(1);
        network.addType(1);
        network.loop.runFor(Duration.ofSeconds(5));
        assertTrue(
                slot(1, "scheduling").inUse().startsWith("other "),
                slot(1, "scheduling").toString());
        assertTrue(
                slot(1, "congestion").inUse().startsWith("mb-ecn "),
                slot(1, "congestion").toString());
    }
}
