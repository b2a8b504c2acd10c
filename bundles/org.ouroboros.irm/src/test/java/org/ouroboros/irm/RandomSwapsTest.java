// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ouroboros.address.flat.FlatPolicy;
import org.ouroboros.api.QosSpec;
import org.ouroboros.api.irm.IrmException;
import org.ouroboros.api.irm.SlotInfo;
import org.ouroboros.api.irm.SwapInfo;
import org.ouroboros.api.irm.SwapSpec;
import org.ouroboros.api.irm.SwapState;
import org.ouroboros.directory.dht.DhtPolicy;
import org.ouroboros.encryption.aesgcm.Aes128GcmPolicy;
import org.ouroboros.endpoint.EndpointPolicies;
import org.ouroboros.host.Candidate;
import org.ouroboros.host.PolicyCatalogue;
import org.ouroboros.integrity.crc32.Crc32Policy;
import org.ouroboros.ipcp.unicast.Policies;
import org.ouroboros.keyexchange.x25519.X25519Policy;
import org.ouroboros.policy.ipcp.HashAlgorithm;
import org.ouroboros.policy.ipcp.NameHash;
import org.ouroboros.reliability.frcp.FrcpPolicy;
import org.ouroboros.scheduling.priority.PriorityPolicy;

/**
 * In a ring of whole systems on virtual time, operators swap policies at random instants, accept them and take them back, while packets with numbers
 * pass on raw flows and on flows that are protected by all there is. Whatever they do, nothing is lost, doubled or reordered, nothing goes in circles,
 * every packet is back in the end, and every name is found.
 */
class RandomSwapsTest {
    private static final String NET = "net";
    private static final int SIZE = 5;
    private static final int SEEDS = Boolean.getBoolean("ouroboros.soak") ? 10_000 : 1_000;
    private static final int ACTS = 16;
    private static final int LONGEST_PAUSE_MS = 12;
    private static final int LONGEST_WATCH_MS = 30;
    private static final QosSpec PROTECTED = QosSpec.DATA.withBer(0);
    private static final String CIPHER = "aes-128-gcm";
    private static final String OTHER = "other";

    /** What is in use at first, and what is swapped with it. */
    private static final Map<String, List<String>> POLICIES = Map.of(
            "routing", List.of("link-state", "lfa", "ecmp"),
            "forwarding", List.of("simple", "alternate"),
            "congestion", List.of("mb-ecn", "none"),
            "scheduling", List.of("priority", OTHER),
            "directory", List.of("dht", OTHER),
            "address", List.of("flat", OTHER),
            "reliability", List.of("frcp", OTHER),
            "encryption", List.of(CIPHER, OTHER),
            "integrity", List.of("crc32", OTHER));

    /** Of all seeds. */
    private static final Set<String> ACCEPTED_KINDS = new TreeSet<>();

    @TempDir
    private static Path security;

    @BeforeAll
    static void encryptWhatIsProtected() throws IOException {
        for (int i = 0; i < SIZE; i++) {
            for (String side : List.of("client", "server")) {
                Path folder = security.resolve(side).resolve(Network.name(NET, i));
                SecuredSystems.write(folder, "enc.conf", "kex=X25519\ncipher=" + CIPHER);
            }
        }
    }

    @AfterAll
    static void everyKindWasAmongThem() {
        assertEquals(new TreeSet<>(POLICIES.keySet()), ACCEPTED_KINDS);
    }

    static LongStream seeds() {
        return LongStream.range(0, SEEDS);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void swapsAtRandomInstantsLoseNothingAndLeaveEveryNameFound(long seed) {
        Network network = ring(seed);
        NumberedTraffic traffic = new NumberedTraffic(network.loop, 1);
        traffic.flow(network, NET, 1, 3);
        traffic.flow(network, NET, 0, 2, PROTECTED);
        traffic.flow(network, NET, 4, 2, PROTECTED);

        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < ACTS; i++) {
            traffic.run(Duration.ofMillis(random.nextInt(1, LONGEST_PAUSE_MS)));
            act(network.system(random.nextInt(SIZE)), random);
        }
        traffic.runUntil(() -> histories(network).allMatch(RandomSwapsTest::isOver));

        histories(network).forEach(RandomSwapsTest::noteAccepted);
        everyNameIsFound(network);
        traffic.check();
        traffic.end();
        for (int i = 0; i < SIZE; i++) {
            assertEquals(0, network.count(NET, i, "dropped: TTL expired"), "packets of IPCP " + i + " went in circles");
        }
        assertTrue(
                network.loop.runUntil(() -> outstanding(network) == 0, Duration.ofSeconds(10)), "a packet is missing");
    }

    /** A ring, in which flows take one way each: it is the only shortest one. */
    private static Network ring(long seed) {
        Network network = new Network(seed, SIZE, security);
        for (int i = 0; i < SIZE; i++) {
            installPolicies(network.policies(i));
            installProtection(network.system(i));
        }
        network.ring(NET, Map.of());
        return network;
    }

    private static void installPolicies(Policies policies) {
        offer(policies.scheduling(), OTHER, new PriorityPolicy());
        offer(policies.directory(), OTHER, new DhtPolicy());
        offer(policies.address(), OTHER, new FlatPolicy());
    }

    private static void installProtection(SimulatedSystem system) {
        system.installProtection();
        EndpointPolicies policies = system.protection;
        offer(policies.keyExchange(), "X25519", new X25519Policy());
        offer(policies.encryption(), CIPHER, new Aes128GcmPolicy());
        offer(policies.encryption(), OTHER, new Aes128GcmPolicy());
        offer(policies.reliability(), OTHER, new FrcpPolicy());
        offer(policies.integrity(), OTHER, new Crc32Policy());
    }

    private static <P> void offer(PolicyCatalogue<P> catalogue, String name, P policy) {
        catalogue.offer(new Candidate<>(policy, catalogue.kind(), name, "test." + name, "1.0.0"));
    }

    /** What an operator might do now. */
    private static void act(SimulatedSystem system, SplittableRandom random) {
        Swaps swaps = system.irm.swaps();
        List<String> kinds = system.irm.slots().stream()
                .map(SlotInfo::kind)
                .filter(POLICIES::containsKey)
                .distinct()
                .sorted()
                .toList();
        String kind = kinds.get(random.nextInt(kinds.size()));
        List<String> policies = Objects.requireNonNull(POLICIES.get(kind));
        String policy = policies.get(random.nextInt(policies.size()));
        Duration watch = Duration.ofMillis(random.nextInt(LONGEST_WATCH_MS));
        int what = random.nextInt(6);
        try {
            var _ = switch (what) {
                case 0 -> swaps.rollBack();
                case 1 -> swaps.commit();
                default -> swaps.swap(new SwapSpec(kind, policy, Set.of(), watch, "test"));
            };
        } catch (IrmException inVain) { // nothing is watched, or another one is, or it is in use already
            assertEquals(IrmException.Problem.WRONG_STATE, inVain.problem(), inVain.getMessage());
        }
    }

    private static Stream<List<SwapInfo>> histories(Network network) {
        return IntStream.range(0, SIZE)
                .mapToObj(i -> network.system(i).irm.swaps().history());
    }

    private static boolean isOver(List<SwapInfo> swaps) {
        return swaps.isEmpty() || swaps.getLast().state().ended();
    }

    private static void noteAccepted(List<SwapInfo> swaps) {
        swaps.stream()
                .filter(swap -> swap.state() == SwapState.ACCEPTED)
                .forEach(swap -> ACCEPTED_KINDS.add(swap.spec().kind()));
    }

    private static void everyNameIsFound(Network network) {
        for (int from = 0; from < SIZE; from++) {
            SystemIpcp ipcp = network.system(from).irm.requireIpcp(Network.ipcp(NET, from));
            HashAlgorithm hash = ipcp.layer().orElseThrow().hash();
            for (int to = 0; to < SIZE; to++) {
                NameHash name = NameHash.of(Network.name(NET, to), hash);
                assertTrue(from == to || network.loop.await(ipcp.member().query(name)), from + " -> " + to);
            }
        }
    }

    private static int outstanding(Network network) {
        return IntStream.range(0, SIZE)
                .map(i -> network.system(i).pool.outstanding())
                .sum();
    }
}
