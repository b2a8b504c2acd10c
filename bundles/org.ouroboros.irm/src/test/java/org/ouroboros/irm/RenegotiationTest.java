// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ouroboros.api.Flow;
import org.ouroboros.api.FlowState;
import org.ouroboros.api.QosSpec;
import org.ouroboros.api.irm.FlowInfo;
import org.ouroboros.api.irm.FlowTerms;
import org.ouroboros.api.irm.IrmException;
import org.ouroboros.api.irm.SystemEvent;
import org.ouroboros.ipcp.virtual.VirtualIpcpType;
import org.ouroboros.irm.SecuredSystems.Ends;
import org.ouroboros.policy.ipcp.IpcpType;

/** An open flow is renegotiated between its two ends while messages pass, and stays as it was where that cannot be. */
class RenegotiationTest {
    private static final boolean SOAK = Boolean.getBoolean("ouroboros.soak");
    private static final String GCM = "aes-256-gcm";
    private static final String CHACHA = "chacha20-poly1305";
    private static final Map<String, String> GOOD_LINK = Map.of("delay_ms", "1");
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final byte[] MAGIC = {'o', '7', 'j', (byte) 0xB1};

    @TempDir
    private Path folder;

    private final List<SecuredSystems> started = new ArrayList<>();

    static IntStream seeds() {
        return IntStream.range(0, SOAK ? 1_000 : 20);
    }

    @AfterEach
    void nothingIsLeftBehind() {
        for (SecuredSystems systems : started) {
            assertEquals(List.of(), systems.close());
            assertEquals(0, systems.outstanding(), "packets");
        }
    }

    private SecuredSystems systems(Map<String, String> link) throws IOException {
        return systems(link, new Wires());
    }

    private SecuredSystems systems(Map<String, String> link, Wires wires) throws IOException {
        SecuredSystems systems = new SecuredSystems(folder, 11, link, wires);
        started.add(systems);
        systems.encrypt("kex=X25519\ncipher=" + GCM, "none");
        return systems;
    }

    private static FlowInfo end(SimulatedSystem system) {
        return system.irm.flows().getLast();
    }

    private static FlowInfo renegotiate(SecuredSystems systems, FlowTerms terms) {
        return systems.loop.await(
                systems.client.irm.renegotiate(end(systems.client).id(), terms));
    }

    private static String refusal(SecuredSystems systems, SimulatedSystem system, FlowTerms terms) {
        IrmException refused = assertThrows(
                IrmException.class,
                () -> systems.loop.await(system.irm.renegotiate(end(system).id(), terms)));
        return String.valueOf(refused.getMessage());
    }

    private static FlowTerms cipher(String name) {
        return FlowTerms.OF_NAME.withCipher(name);
    }

    private static void exchange(SecuredSystems systems, Ends ends) {
        pass(systems, ends.client(), ends.server());
        pass(systems, ends.server(), ends.client());
    }

    private static void pass(SecuredSystems systems, Flow from, Flow to) {
        for (int i = 0; i < 5; i++) {
            SimulatedSystem.send(from, "message " + i);
        }
        systems.settle();
        for (int i = 0; i < 5; i++) {
            assertEquals("message " + i, SimulatedSystem.receive(to));
        }
    }

    // ---- what it does ----

    @Test
    void bothEndsGoOnWithAnotherCipherAndAnotherKeyExchange() throws IOException {
        SecuredSystems systems = systems(GOOD_LINK);
        Ends ends = systems.connect(QosSpec.DATA);
        exchange(systems, ends);
        systems.client.told();
        systems.server.told();
        FlowInfo now = renegotiate(systems, cipher(CHACHA).withKeyExchange("secp384r1"));
        assertEquals("frcp, " + CHACHA, now.policies());
        for (SimulatedSystem system : List.of(systems.client, systems.server)) {
            systems.settle();
            assertEquals("frcp, " + CHACHA, end(system).policies());
            assertEquals("secp384r1, sha256", end(system).agreement());
            assertEquals(1, system.irm.flows().size());
            assertEquals(List.of(SystemEvent.FLOW_RENEGOTIATED), system.told());
            assertEquals(1, SecuredSystems.counter(system, "renegotiated"));
            assertEquals(0, SecuredSystems.counter(system, "dropped: protection"));
        }
        exchange(systems, ends);
        ends.deallocate();
    }

    @Test
    void withoutTermsTheFlowGetsAnotherKeyAsTheSettingsOfItsNameHaveItNow() throws IOException {
        SecuredSystems systems = systems(GOOD_LINK);
        Ends ends = systems.connect(QosSpec.RAW);
        systems.encrypt("kex=prime256v1\ncipher=aes-128-gcm\nkdf=sha512", "none");
        assertEquals("aes-128-gcm", renegotiate(systems, FlowTerms.OF_NAME).policies());
        assertEquals("prime256v1, sha512", end(systems.server).agreement());
        exchange(systems, ends);
        systems.encrypt("kex=prime256v1\ncipher=aes-128-gcm", "cipher=" + GCM);
        assertEquals(GCM, renegotiate(systems, FlowTerms.OF_NAME).policies(), "the peer wants the stronger one");
        exchange(systems, ends);
        ends.deallocate();
    }

    @Test
    void aLayerThatDoesNotTellOfReleasedFlowsDoesNoHarm() throws IOException {
        SecuredSystems systems = systems(GOOD_LINK);
        Ends ends = systems.connect(QosSpec.DATA);
        systems.wires.releaseSilently();
        for (int i = 0; i < 4; i++) {
            String cipher = i % 2 == 0 ? CHACHA : GCM;
            assertEquals("frcp, " + cipher, renegotiate(systems, cipher(cipher)).policies());
            exchange(systems, ends);
        }
        systems.loop.runFor(Duration.ofMinutes(3)); // longer than the old flow is kept
        exchange(systems, ends);
        ends.deallocate();
    }

    @Test
    void theTimeOutOfThePeerIsThatOfBothEndsAfterwardsAndStays() throws IOException {
        SecuredSystems systems = systems(GOOD_LINK);
        Ends ends = systems.connect(QosSpec.DATA);
        renegotiate(systems, FlowTerms.OF_NAME.withTimeout(Duration.ofSeconds(2)));
        renegotiate(systems, cipher(CHACHA));
        for (SimulatedSystem system : List.of(systems.client, systems.server)) {
            assertEquals(QosSpec.DATA.withTimeoutMs(2_000), end(system).qos());
        }
        systems.loop.runFor(Duration.ofSeconds(20));
        exchange(systems, ends);
        systems.wires.cut("wire");
        systems.loop.runFor(Duration.ofSeconds(3));
        assertEquals(FlowState.PEER_DEAD, ends.client().state());
        assertEquals(FlowState.PEER_DEAD, ends.server().state());
        systems.wires.mend("wire");
        ends.deallocate();
    }

    @Test
    void aFlowThatNobodyWritesToIsRenegotiatedAsOftenAsIsAskedFor() throws IOException {
        SecuredSystems systems = systems(GOOD_LINK);
        Ends ends = systems.connect(QosSpec.DATA);
        for (int i = 0; i < 20; i++) {
            String cipher = i % 2 == 0 ? CHACHA : GCM;
            assertEquals("frcp, " + cipher, renegotiate(systems, cipher(cipher)).policies());
        }
        exchange(systems, ends);
        assertEquals(20, SecuredSystems.counter(systems.server, "renegotiated"));
        ends.deallocate();
    }

    @Test
    void aRawFlowLosesDoublesAndMixesUpNothing() throws IOException {
        SecuredSystems systems = systems(GOOD_LINK);
        Ends ends = systems.connect(QosSpec.RAW);
        Numbers there = new Numbers(systems, ends.client(), ends.server(), 100_000).start();
        Numbers back = new Numbers(systems, ends.server(), ends.client(), 70_000).start();
        for (int i = 0; i < 20; i++) {
            renegotiate(systems, cipher(i % 2 == 0 ? CHACHA : GCM));
        }
        there.stop();
        back.stop();
        systems.settle();
        there.check();
        back.check();
        ends.deallocate();
    }

    /** Numbers from one end of a flow to the other one, at a pace. */
    private static final class Numbers {
        private final SecuredSystems systems;
        private final Flow from;
        private final Flow to;
        private final long everyNs;
        private final List<String> read = new ArrayList<>();
        private int written;
        private boolean stopped;

        Numbers(SecuredSystems systems, Flow from, Flow to, long everyNs) {
            this.systems = systems;
            this.from = from;
            this.to = to;
            this.everyNs = everyNs;
        }

        Numbers start() {
            step();
            return this;
        }

        void stop() {
            stopped = true;
        }

        void check() {
            drain();
            assertEquals(IntStream.range(0, written).mapToObj(String::valueOf).toList(), read);
            assertTrue(written > 1_000, written + " written");
        }

        private void step() {
            if (!stopped) {
                SimulatedSystem.send(from, String.valueOf(written++));
                drain();
                systems.loop.at(everyNs, this::step);
            }
        }

        private void drain() {
            for (String next = SimulatedSystem.receive(to);
                    !next.equals("nothing");
                    next = SimulatedSystem.receive(to)) {
                read.add(next);
            }
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void aReliableFlowLosesNothingWhateverIsLostOnTheWay(int seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        SecuredSystems systems = systems(Map.of(
                "loss", "0.1", "duplicate", "0.05", "reorder", "0.2", "delay_ms", "2", "seed", String.valueOf(seed)));
        Ends ends = systems.connect(QosSpec.DATA);
        Transfer there = new Transfer(systems.loop, ends.client(), ends.server(), 3_000, Transfer.ANY_SIZE).start();
        Transfer back = new Transfer(systems.loop, ends.server(), ends.client(), 300, Transfer.ANY_SIZE).start();
        for (int i = 0; i < 4; i++) {
            systems.loop.runFor(Duration.ofMillis(random.nextInt(200)));
            String cipher = i % 2 == 0 ? CHACHA : GCM;
            assertEquals("frcp, " + cipher, renegotiate(systems, cipher(cipher)).policies());
        }
        assertTrue(
                systems.loop.runUntil(() -> there.done() && back.done(), PATIENCE),
                "stalled at " + there.received() + " and " + back.received());
        ends.deallocate();
    }

    // ---- where it cannot be ----

    @Test
    void whatCannotBeRenegotiatedStaysAsItIsAndSaysWhy() throws IOException {
        SecuredSystems systems = systems(GOOD_LINK);
        systems.encrypt("none", "none");
        Ends plain = systems.connect(QosSpec.DATA);
        assertTrue(refusal(systems, systems.client, cipher(CHACHA)).contains("it is not encrypted"));
        exchange(systems, plain);
        systems.encrypt("cipher=aes-256-ctr", "none");
        Ends blind = systems.connect(QosSpec.DATA);
        assertTrue(refusal(systems, systems.client, cipher(CHACHA)).contains("'aes-256-ctr' cannot tell what comes"));
        exchange(systems, blind);
        systems.encrypt("cipher=" + GCM, "none");
        Ends ends = systems.connect(QosSpec.DATA);
        String blindly = refusal(systems, systems.client, cipher("aes-256-ctr"));
        assertTrue(blindly.contains("'aes-256-ctr' cannot tell what"), blindly);
        assertTrue(blindly.contains("use one of") && blindly.contains(CHACHA), blindly);
        assertEquals(0, SecuredSystems.counter(systems.server, "refused to a peer: encryption"), "it was not asked");
        exchange(systems, ends);
        assertTrue(refusal(systems, systems.client, cipher("rot13")).contains("needs cipher 'rot13'"));
        assertTrue(refusal(systems, systems.server, cipher(CHACHA)).contains("the system that allocated it"));
        exchange(systems, ends);
        IrmException unknown =
                assertThrows(IrmException.class, () -> systems.client.irm.renegotiate(77, FlowTerms.OF_NAME));
        assertEquals(IrmException.Problem.UNKNOWN, unknown.problem());
        assertEquals(GCM, end(systems.server).policies().replace("frcp, ", ""));
        List.of(plain, blind, ends).forEach(Ends::deallocate);
    }

    @Test
    void theShortestTimeOutThatIsTakenLetsTheFlowStay() throws IOException {
        SecuredSystems systems = systems(Map.of("delay_ms", "10"));
        Ends ends = systems.connect(QosSpec.DATA);
        renegotiate(systems, FlowTerms.OF_NAME.withTimeout(FlowTerms.SHORTEST_TIMEOUT));
        systems.loop.runFor(Duration.ofSeconds(1));
        exchange(systems, ends);
        ends.deallocate();
    }

    @Test
    void aFlowThatEndsMeanwhileIsNotSaidToStay() throws IOException {
        SecuredSystems systems = systems(GOOD_LINK);
        Ends ends = systems.connect(QosSpec.DATA);
        CompletableFuture<FlowInfo> done =
                systems.client.irm.renegotiate(end(systems.client).id(), cipher(CHACHA));
        ends.deallocate();
        assertTrue(systems.loop.runUntil(done::isDone, PATIENCE));
        String told = String.valueOf(done.exceptionNow().getMessage());
        assertTrue(told.contains("ended before it was renegotiated"), told);
    }

    @Test
    void aPeerThatCannotIsLeftAsItIs() throws IOException {
        SecuredSystems systems = systems(GOOD_LINK);
        systems.wires.responseTap = response -> {
            byte[] earlier = response.clone();
            earlier[find(earlier, MAGIC) + MAGIC.length] = 1; // the version before
            return earlier;
        };
        Ends ends = systems.connect(QosSpec.DATA);
        assertTrue(refusal(systems, systems.client, cipher(CHACHA)).contains("its peer cannot renegotiate"));
        exchange(systems, ends);
        ends.deallocate();
    }

    private static int find(byte[] bytes, byte[] piece) {
        return IntStream.range(0, bytes.length - piece.length)
                .filter(at -> Arrays.equals(bytes, at, at + piece.length, piece, 0, piece.length))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest(name = "answers: {0}")
    @ValueSource(booleans = {false, true})
    void aMessageThatWasChangedOnItsWayChangesNothing(boolean answers) throws IOException {
        SecuredSystems systems = systems(GOOD_LINK);
        Ends ends = systems.connect(QosSpec.DATA);
        SplittableRandom random = new SplittableRandom(3);
        UnaryOperator<byte[]> spoil = message -> {
            byte[] spoilt = message.clone();
            spoilt[random.nextInt(spoilt.length)] ^= (byte) (1 << random.nextInt(8));
            return spoilt;
        };
        if (answers) {
            systems.wires.responseTap = spoil;
        } else {
            systems.wires.requestTap = spoil;
        }
        for (int i = 0; i < (SOAK ? 5_000 : 100); i++) {
            assertTrue(refusal(systems, systems.client, cipher(CHACHA)).contains("stays as it is"));
        }
        assertEquals("frcp, " + GCM, end(systems.client).policies());
        exchange(systems, ends);
        systems.wires.requestTap = UnaryOperator.identity();
        systems.wires.responseTap = UnaryOperator.identity();
        assertEquals("frcp, " + CHACHA, renegotiate(systems, cipher(CHACHA)).policies());
        exchange(systems, ends);
        ends.deallocate();
    }

    @Test
    void aRequestOfAnotherFlowsEndIsRefused() throws IOException {
        SecuredSystems systems = systems(GOOD_LINK);
        List<byte[]> requests = new ArrayList<>();
        systems.wires.requestTap = request -> {
            requests.add(request);
            return request;
        };
        Ends victim = systems.connect(QosSpec.DATA);
        Ends other = systems.connect(QosSpec.DATA);
        byte[] victims = Arrays.copyOf(requests.getFirst(), 16);
        systems.wires.requestTap = request -> {
            byte[] forged = request.clone();
            System.arraycopy(victims, 0, forged, find(request, MAGIC) + 10, 16);
            return forged;
        };
        refusal(systems, systems.client, cipher(CHACHA));
        assertEquals(2, SecuredSystems.counter(systems.server, "ends now"));
        assertEquals(1, SecuredSystems.counter(systems.server, "refused to a peer: authentication"));
        exchange(systems, victim);
        exchange(systems, other);
        victim.deallocate();
        other.deallocate();
    }

    @Test
    void aPeerThatDoesNotAnswerIsWaitedForFiveSecondsAndTheFlowStays() throws IOException {
        SecuredSystems systems = systems(GOOD_LINK);
        Ends ends = systems.connect(QosSpec.DATA);
        systems.wires.cut("wire");
        long beginNs = systems.loop.nowNs();
        String refused = refusal(systems, systems.client, cipher(CHACHA));
        long tookMs = Duration.ofNanos(systems.loop.nowNs() - beginNs).toMillis();
        assertTrue(refused.contains("stays as it is: its peer did not answer within 5 s"), refused);
        assertTrue(tookMs < 6_000, "it took " + tookMs + " ms");
        systems.wires.mend("wire");
        assertEquals("frcp, " + CHACHA, renegotiate(systems, cipher(CHACHA)).policies());
        exchange(systems, ends);
        ends.deallocate();
    }

    @Test
    void aFlowStaysAsItWasWhenTheSecondOneCarriesNothing() throws IOException {
        SecuredSystems systems = systems(GOOD_LINK);
        Ends ends = systems.connect(QosSpec.DATA);
        systems.wires.responseTap = response -> {
            systems.wires.cut("wire");
            return response;
        };
        systems.client.told();
        assertTrue(refusal(systems, systems.client, cipher(CHACHA)).contains("did not carry anything both ways"));
        assertEquals(List.of(SystemEvent.FLOW_NOT_RENEGOTIATED), systems.client.told());
        systems.wires.responseTap = UnaryOperator.identity();
        systems.wires.mend("wire");
        assertEquals("frcp, " + GCM, end(systems.client).policies());
        exchange(systems, ends);
        assertEquals("frcp, " + CHACHA, renegotiate(systems, cipher(CHACHA)).policies());
        exchange(systems, ends);
        ends.deallocate();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void aFlowMayEndAtAnyTime(int seed) throws IOException {
        SecuredSystems systems = systems(GOOD_LINK);
        Ends ends = systems.connect(QosSpec.DATA);
        CompletableFuture<FlowInfo> done =
                systems.client.irm.renegotiate(end(systems.client).id(), cipher(CHACHA));
        systems.loop.runFor(Duration.ofMillis(seed % 20));
        Flow first = seed % 2 == 0 ? ends.client() : ends.server();
        Flow second = seed % 2 == 0 ? ends.server() : ends.client();
        first.deallocate();
        assertTrue(systems.loop.runUntil(() -> second.state() == FlowState.PEER_DEALLOCATED, PATIENCE));
        second.deallocate();
        assertTrue(systems.loop.runUntil(done::isDone, PATIENCE));
    }

    // ---- while an IPCP type is replaced ----

    /** Replaces the type at both ends of the link: they are in one place. */
    private static void replace(SecuredSystems systems, IpcpType before, IpcpType next) {
        List<SimulatedSystem> both = List.of(systems.client, systems.server);
        both.forEach(system -> system.irm.removeType(before));
        systems.loop.runFor(Duration.ofMillis(100));
        both.forEach(system -> system.irm.addType("virtual", next, "org.ouroboros.ipcp.virtual 1.0.1"));
        systems.settle();
    }

    @Test
    void aFlowThatWasRenegotiatedGoesOnWhenItsIpcpIsReplaced() throws IOException {
        SecuredSystems systems = systems(GOOD_LINK, new Wires().plain());
        Ends ends = systems.connect(QosSpec.DATA);
        renegotiate(systems, cipher(CHACHA));
        exchange(systems, ends);
        replace(systems, systems.wires, new VirtualIpcpType());
        exchange(systems, ends);
        assertEquals("frcp, " + GCM, renegotiate(systems, cipher(GCM)).policies());
        exchange(systems, ends);
        ends.deallocate();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void anIpcpMayBeReplacedAtAnyTime(int seed) throws IOException {
        SecuredSystems systems = systems(GOOD_LINK, new Wires().plain());
        Ends ends = systems.connect(QosSpec.DATA.withTimeoutMs(2_000));
        CompletableFuture<FlowInfo> done =
                systems.client.irm.renegotiate(end(systems.client).id(), cipher(CHACHA));
        systems.loop.runFor(Duration.ofMillis(seed));
        IpcpType next = new VirtualIpcpType();
        replace(systems, systems.wires, next);
        assertTrue(systems.loop.runUntil(done::isDone, PATIENCE), "over or refused");
        exchange(systems, ends);
        systems.server.irm.removeType(next); // its end is held, and says nothing
        assertTrue(
                systems.loop.runUntil(() -> ends.client().state() == FlowState.PEER_DEAD, Duration.ofSeconds(5)),
                "the peer is watched over");
        ends.deallocate();
    }
}
