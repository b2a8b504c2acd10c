// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ouroboros.api.FlowState;
import org.ouroboros.api.QosSpec;
import org.ouroboros.api.irm.FlowInfo;
import org.ouroboros.api.irm.FlowTerms;
import org.ouroboros.api.irm.IrmException;
import org.ouroboros.api.irm.SwapInfo;
import org.ouroboros.api.irm.SwapPlan;
import org.ouroboros.api.irm.SwapSpec;
import org.ouroboros.api.irm.SwapState;
import org.ouroboros.encryption.aesgcm.Aes256GcmPolicy;
import org.ouroboros.host.PolicyCatalogue;
import org.ouroboros.irm.SecuredSystems.Ends;
import org.ouroboros.packet.Packet;
import org.ouroboros.policy.encryption.CipherTraits;
import org.ouroboros.policy.encryption.EncryptionPolicy;
import org.ouroboros.policy.ipcp.IpcpType;
import org.ouroboros.policy.reliability.ReliabilityPolicy;
import org.ouroboros.policy.reliability.ReliabilityState;
import org.ouroboros.reliability.frcp.FrcpPolicy;

/** What protects a flow is swapped, and taken away and brought again, while messages pass: they arrive once, in order, and unchanged. */
class ProtectionSwapTest {
    private static final System.Logger LOG = System.getLogger(ProtectionSwapTest.class.getName());
    private static final boolean SOAK = Boolean.getBoolean("ouroboros.soak");
    private static final int MEBIBYTES = SOAK ? 256 : 8;
    private static final int MEBIBYTES_RENEGOTIATED = Integer.getInteger("ouroboros.mebibytes", SOAK ? 4_096 : 256);
    private static final int SLOWEST_S_PER_MEBIBYTE = 3; // half of the time a policy is away
    private static final int MESSAGE_BYTES = 1_300;
    private static final Map<String, String> BAD_LINK =
            Map.of("loss", "0.01", "duplicate", "0.01", "reorder", "0.05", "delay_ms", "1", "seed", "1");
    private static final Map<String, String> SLOW_LINK = Map.of(
            "loss", "0.01", "duplicate", "0.01", "reorder", "0.05", "delay_ms", "1", "rate", "16000000", "seed", "1");
    private static final Map<String, String> GOOD_LINK = Map.of("delay_ms", "1");
    private static final String CIPHER = "aes-256-gcm";
    private static final String OTHER = "other";
    private static final String OTHER_CIPHER = "chacha20-poly1305";
    private static final Duration WATCH = Duration.ofMillis(20);
    private static final Duration AWAY = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @TempDir
    private Path folder;

    private final Vectors vectors = new Vectors();

    private void see(Packet packet) {
        assertTrue(vectors.isNew(packet), "a vector came twice");
    }

    private SecuredSystems systems(Map<String, String> link) throws IOException {
        SecuredSystems systems = new SecuredSystems(folder, 7, link);
        systems.encrypt("kex=X25519\ncipher=" + CIPHER, "kex=X25519\ncipher=" + CIPHER);
        for (SimulatedSystem system : List.of(systems.client, systems.server)) {
            SecuredSystems.offer(system.protection.reliability(), "reliability", OTHER, new FrcpPolicy());
            SecuredSystems.offer(system.protection.encryption(), "encryption", OTHER, new Aes256GcmPolicy());
        }
        systems.wires.tap = this::see;
        return systems;
    }

    private static SwapSpec spec(String kind, String policy, Duration watch) {
        return new SwapSpec(kind, policy, Set.of(), watch, "test");
    }

    private static SwapInfo latest(SimulatedSystem system) {
        return system.irm.swaps().history().getLast();
    }

    /** {@return name of the policy that the end of the flow uses} */
    private static String inUse(SimulatedSystem system, String kind) {
        return system.irm.slots().stream()
                .filter(slot -> slot.kind().equals(kind))
                .findFirst()
                .orElseThrow()
                .wanted();
    }

    private static void swap(SecuredSystems systems, SimulatedSystem system, String kind, String usual) {
        String next = inUse(system, kind).equals(usual) ? OTHER : usual;
        systems.loop.await(system.irm.swaps().swap(spec(kind, next, WATCH)));
        assertTrue(systems.loop.runUntil(() -> latest(system).state().ended()));
        assertEquals(SwapState.ACCEPTED, latest(system).state(), latest(system).toString());
        assertEquals(next, inUse(system, kind));
    }

    /** Takes a policy away, as the update of its bundle does, and brings it again. */
    private static <P> void update(SecuredSystems systems, PolicyCatalogue<P> catalogue, String name) {
        P policy = catalogue.find(name).orElseThrow().policy();
        systems.loop.await(catalogue.withdraw(policy));
        systems.loop.runFor(AWAY);
        SecuredSystems.offer(catalogue, catalogue.kind(), name, policy);
        systems.loop.runFor(Duration.ofMillis(1));
    }

    @Test
    void aTransferGoesOnWhileReliabilityAndCipherAreSwappedAndUpdated() throws IOException {
        SecuredSystems systems = systems(BAD_LINK);
        Ends ends = systems.connect(QosSpec.DATA);
        long messages = ((long) MEBIBYTES << 20) / MESSAGE_BYTES + 1;
        Transfer there = new Transfer(systems.loop, ends.client(), ends.server(), messages, MESSAGE_BYTES).start();
        Transfer back =
                new Transfer(systems.loop, ends.server(), ends.client(), messages / 32, Transfer.ANY_SIZE).start();
        SplittableRandom random = new SplittableRandom(1);
        int rounds = 0;
        while (!there.done() || !back.done()) {
            SimulatedSystem system = random.nextBoolean() ? systems.client : systems.server;
            switch (rounds++ % 4) {
                case 0 -> swap(systems, system, "reliability", "frcp");
                case 1 -> swap(systems, system, "encryption", CIPHER);
                case 2 -> update(systems, system.protection.reliability(), inUse(system, "reliability"));
                default -> update(systems, system.protection.encryption(), inUse(system, "encryption"));
            }
            long before = there.received() + back.received();
            assertTrue(
                    systems.loop.runUntil(
                            () -> (there.done() && back.done()) || there.received() + back.received() > before + 200,
                            PATIENCE),
                    "stalled at " + there.received() + " and " + back.received());
        }
        assertTrue(rounds >= 8, rounds + " rounds");
        assertTrue(vectors.packets() > messages, vectors.packets() + " packets");
        finish(systems, ends);
    }

    @Test
    void laterFlowsFollowWhatWasAcceptedAsLongAsItIsPresent() throws IOException {
        SecuredSystems systems = systems(GOOD_LINK);
        Ends first = systems.connect(QosSpec.DATA);
        swap(systems, systems.client, "reliability", "frcp");
        swap(systems, systems.client, "encryption", CIPHER);
        Ends later = systems.connect(QosSpec.DATA);
        assertEquals(List.of(OTHER, OTHER), inUse(systems.client));
        assertEquals(List.of("frcp", CIPHER), inUse(systems.server));
        Transfer transfer = new Transfer(systems.loop, later.client(), later.server(), 100, MESSAGE_BYTES).start();
        assertTrue(systems.loop.runUntil(transfer::done, PATIENCE), "stalled at " + transfer.received());

        swap(systems, systems.client, "reliability", "frcp");
        PolicyCatalogue<EncryptionPolicy> ciphers = systems.client.protection.encryption();
        later.deallocate();
        first.deallocate();
        systems.settle();
        systems.loop.await(ciphers.withdraw(ciphers.find(OTHER).orElseThrow().policy()));
        Ends latest = systems.connect(QosSpec.DATA);
        assertEquals(List.of("frcp", CIPHER), inUse(systems.client));
        finish(systems, latest);
    }

    @Test
    void laterFlowsFollowWhatWasAcceptedInAnEarlierRun() throws IOException {
        SecuredSystems systems = systems(GOOD_LINK);
        Ends first = systems.connect(QosSpec.DATA);
        swap(systems, systems.client, "reliability", "frcp");
        List<SwapInfo> log = systems.client.irm.swaps().history();
        finish(systems, first);

        SecuredSystems again = systems(GOOD_LINK);
        SwapJournal journal = new SwapJournal(again.loop, swaps -> {}, log);
        assertEquals(
                log, new Swaps(again.loop, new Nowhere(), again.client.protection, journal, (_, _, _) -> {}).history());
        Ends later = again.connect(QosSpec.DATA);
        assertEquals(List.of(OTHER, CIPHER), inUse(again.client));
        finish(again, later);
    }

    /** A system without IPCPs. */
    private static final class Nowhere implements SwapPlaces {
        @Override
        public Stream<IpcpType> typesInUse() {
            return Stream.empty();
        }

        @Override
        public void requireKnown(String ipcp) {
            throw new AssertionError("asked for IPCP " + ipcp);
        }
    }

    @Test
    void aTransferGoesOnWhileItsCipherIsRenegotiatedAndReliabilityAndCipherAreUpdated() throws IOException {
        SecuredSystems systems = new SecuredSystems(folder, 7, SLOW_LINK);
        systems.encrypt("kex=X25519\ncipher=" + CIPHER, "none"); // the server takes what is asked for
        Ends ends = systems.connect(QosSpec.DATA);
        Plaintext plaintext = Transfer.plaintext();
        systems.wires.tap = packet -> {
            see(packet);
            assertFalse(plaintext.isIn(packet), "a piece of a message in a packet");
        };
        long messages = ((long) MEBIBYTES_RENEGOTIATED << 20) / MESSAGE_BYTES + 1;
        Transfer there = new Transfer(systems.loop, ends.client(), ends.server(), messages, MESSAGE_BYTES).start();
        Transfer back =
                new Transfer(systems.loop, ends.server(), ends.client(), messages / 32, Transfer.ANY_SIZE).start();
        SplittableRandom random = new SplittableRandom(2);
        long sinceNs = systems.loop.nowNs();
        int rounds = 0;
        while (!there.done() || !back.done()) {
            SimulatedSystem system = random.nextBoolean() ? systems.client : systems.server;
            switch (rounds++ % 4) {
                case 0 -> renegotiate(systems, OTHER_CIPHER);
                case 1 -> update(systems, system.protection.reliability(), "frcp");
                case 2 -> renegotiate(systems, CIPHER);
                default -> update(systems, system.protection.encryption(), CIPHER);
            }
            systems.loop.runFor(Duration.ofMillis(random.nextInt(200)));
            long before = there.received() + back.received();
            assertTrue(
                    systems.loop.runUntil(
                            () -> (there.done() && back.done()) || there.received() + back.received() > before + 200,
                            PATIENCE),
                    "stalled at " + there.received() + " and " + back.received());
            Duration took = Duration.ofNanos(systems.loop.nowNs() - sinceNs);
            assertTrue(took.toSeconds() < 10 + SLOWEST_S_PER_MEBIBYTE * MEBIBYTES_RENEGOTIATED, "slow: " + took);
        }
        assertTrue(rounds >= 8, rounds + " rounds");
        assertTrue(vectors.packets() > messages, vectors.packets() + " packets");
        LOG.log(
                System.Logger.Level.INFO,
                "{0} MiB in {1} s, {2} rounds, {3} packets, none with a vector of another one or a piece of a message",
                MEBIBYTES_RENEGOTIATED,
                TimeUnit.NANOSECONDS.toSeconds(systems.loop.nowNs() - sinceNs),
                rounds,
                vectors.packets());
        finish(systems, ends);
    }

    private static void renegotiate(SecuredSystems systems, String cipher) {
        int flow = systems.client.irm.flows().getFirst().id();
        FlowInfo now = systems.loop.await(systems.client.irm.renegotiate(flow, FlowTerms.OF_NAME.withCipher(cipher)));
        assertEquals("frcp, " + cipher, now.policies());
    }

    @Test
    void flowsWithAnotherCipherDoNotFollow() throws IOException {
        SecuredSystems systems = systems(GOOD_LINK);
        Ends first = systems.connect(QosSpec.RAW);
        swap(systems, systems.client, "encryption", CIPHER);
        first.deallocate();
        systems.settle();
        systems.encrypt("kex=X25519\ncipher=chacha20-poly1305", "kex=X25519\ncipher=chacha20-poly1305");
        Ends later = systems.connect(QosSpec.RAW);
        assertEquals("chacha20-poly1305", inUse(systems.client, "encryption"));
        finish(systems, later);
    }

    /** {@return names of the policies of the latest flow} */
    private static List<String> inUse(SimulatedSystem system) {
        return List.of(system.irm.flows().getLast().policies().split(", ", -1));
    }

    @Test
    void aFlowInOrderLosesNothingOnAGoodLink() throws IOException {
        SecuredSystems systems = systems(GOOD_LINK);
        Ends ends = systems.connect(QosSpec.BEST_EFFORT);
        Transfer transfer = new Transfer(systems.loop, ends.client(), ends.server(), 2_000, Transfer.ANY_SIZE)
                .lossy()
                .readSlowly(1, 1_000_000)
                .start();
        for (int round = 0; !transfer.done() && round < 40; round++) {
            SimulatedSystem system = round % 2 == 0 ? systems.client : systems.server;
            swap(systems, system, "reliability", "frcp");
            swap(systems, system, "encryption", CIPHER);
        }
        assertTrue(systems.loop.runUntil(transfer::done, PATIENCE), "lost some: " + transfer.received());
        finish(systems, ends);
    }

    @Test
    void aPlanSaysWhereAFlowIsAndWhoRefusesThat() throws IOException {
        SecuredSystems systems = systems(GOOD_LINK);
        Ends ends = systems.connect(QosSpec.DATA);
        install(systems.client, "old", new Faulty(0, false));
        systems.settle();
        Swaps swaps = systems.client.irm.swaps();
        SwapPlan plan = systems.loop.await(swaps.plan(spec("reliability", "old", WATCH)));
        FlowInfo end = systems.client.irm.flows().getFirst();
        assertEquals(
                "flow " + end.id() + " (" + SecuredSystems.NAME + ")",
                plan.steps().getFirst().slot());
        String refusal = "it takes ReliabilityState up to version 0, and this one has version 2";
        assertEquals(refusal, plan.steps().getFirst().refusal().orElseThrow());
        assertEquals(
                "window of 0 packets sent, 256 to receive",
                plan.steps().getFirst().state());
        IrmException refused = assertThrows(
                IrmException.class, () -> systems.loop.await(swaps.swap(spec("reliability", "old", WATCH))));
        assertTrue(String.valueOf(refused.getMessage()).contains(refusal), refused.getMessage());
        IrmException nothing =
                assertThrows(IrmException.class, () -> swaps.swap(spec("encryption", "chacha20-poly1305", WATCH)));
        assertEquals(
                "nothing to swap: every slot for a policy of kind encryption uses 'chacha20-poly1305' already, or a"
                        + " cipher that is another one on the wire",
                nothing.getMessage());
        finish(systems, ends);
    }

    @Test
    void aMachineThatThrowsOnWhatArrivesIsTakenBackAndTheTransferGoesOn() throws IOException {
        SecuredSystems systems = systems(BAD_LINK);
        Ends ends = systems.connect(QosSpec.DATA);
        install(systems.server, "faulty", new Faulty(ReliabilityState.VERSION, true));
        Transfer transfer = new Transfer(systems.loop, ends.client(), ends.server(), 20_000, MESSAGE_BYTES).start();
        assertTrue(systems.loop.runUntil(() -> transfer.received() > 1_000, PATIENCE));
        systems.loop.await(systems.server.irm.swaps().swap(spec("reliability", "faulty", PATIENCE)));
        assertTrue(systems.loop.runUntil(() -> latest(systems.server).state().ended(), PATIENCE));
        assertEquals(SwapState.ROLLED_BACK, latest(systems.server).state());
        assertEquals("frcp", inUse(systems.server, "reliability"));
        assertTrue(systems.loop.runUntil(transfer::done, PATIENCE), "stalled at " + transfer.received());
        finish(systems, ends);
    }

    @ParameterizedTest(name = "throws: {0}")
    @ValueSource(booleans = {true, false})
    void aCipherThatThrowsOrOpensNothingIsTakenBackAndTheTransferGoesOn(boolean throwing) throws IOException {
        SecuredSystems systems = systems(GOOD_LINK);
        Ends ends = systems.connect(QosSpec.DATA);
        EncryptionPolicy faulty = new Useless(throwing);
        SecuredSystems.offer(systems.server.protection.encryption(), "encryption", "faulty", faulty);
        Transfer transfer = new Transfer(systems.loop, ends.client(), ends.server(), 20_000, MESSAGE_BYTES).start();
        assertTrue(systems.loop.runUntil(() -> transfer.received() > 1_000, PATIENCE));
        systems.loop.await(systems.server.irm.swaps().swap(spec("encryption", "faulty", PATIENCE)));
        assertTrue(systems.loop.runUntil(() -> latest(systems.server).state().ended(), PATIENCE));
        assertEquals(SwapState.ROLLED_BACK, latest(systems.server).state());
        assertEquals(CIPHER, inUse(systems.server, "encryption"));
        assertTrue(systems.loop.runUntil(transfer::done, PATIENCE), "stalled at " + transfer.received());
        finish(systems, ends);
    }

    /**
     * The usual cipher, of which nothing works.
     *
     * @param throwing whether it says so
     */
    private record Useless(boolean throwing) implements EncryptionPolicy {
        @Override
        public CipherTraits traits() {
            return new Aes256GcmPolicy().traits();
        }

        @Override
        public Sealer open(byte[] key) {
            return new Sealer() {
                @Override
                public void seal(Packet packet) {
                    throw new IllegalStateException("useless");
                }

                @Override
                public boolean open(Packet packet) {
                    if (throwing) {
                        throw new IllegalStateException("useless");
                    }
                    return false;
                }

                @Override
                public void close() {}
            };
        }
    }

    private static void install(SimulatedSystem system, String name, ReliabilityPolicy policy) {
        SecuredSystems.offer(system.protection.reliability(), "reliability", name, policy);
    }

    /**
     * What {@code frcp} does, but for faults.
     *
     * @param stateVersion version of the state that it takes
     * @param clumsy whether it throws on what arrives
     */
    private record Faulty(int stateVersion, boolean clumsy) implements ReliabilityPolicy {
        @Override
        public Machine open(FlowEnd flow) {
            return new FaultyMachine(new FrcpPolicy().open(flow), clumsy);
        }
    }

    private static void finish(SecuredSystems systems, Ends ends) {
        assertEquals(FlowState.UP, ends.client().state());
        ends.deallocate();
        assertEquals(List.of(), systems.close());
        assertEquals(0, systems.outstanding(), "packets");
    }
}
