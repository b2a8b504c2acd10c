// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.ouroboros.endpoint.Messages.assertSays;
import static org.ouroboros.endpoint.Messages.message;
import static org.ouroboros.endpoint.Messages.numbered;
import static org.ouroboros.endpoint.Messages.numbers;
import static org.ouroboros.endpoint.Messages.ofSize;
import static org.ouroboros.endpoint.Messages.text;
import static org.ouroboros.endpoint.SimulatedSystem.POOR;
import static org.ouroboros.endpoint.SimulatedSystem.QUIET;
import static org.ouroboros.endpoint.SimulatedSystem.everything;
import static org.ouroboros.endpoint.SimulatedSystem.reliable;
import static org.ouroboros.endpoint.SimulatedSystem.sealed;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ouroboros.api.FlowDown;
import org.ouroboros.api.FlowRefused;
import org.ouroboros.api.FlowState;
import org.ouroboros.api.QosSpec;
import org.ouroboros.api.irm.SwapStep;
import org.ouroboros.endpoint.EndpointPolicies.Cipher;
import org.ouroboros.endpoint.EndpointPolicies.Needs;
import org.ouroboros.host.Candidate;
import org.ouroboros.host.PolicySlot;
import org.ouroboros.packet.Packet;
import org.ouroboros.policy.encryption.CipherTraits;
import org.ouroboros.policy.encryption.EncryptionPolicy;
import org.ouroboros.policy.ipcp.LayerTraits;
import org.ouroboros.policy.reliability.ReliabilityPolicy;

/** What the policies of a flow do to its packets, while they are there, while they are not, and while they change. */
class ProtectionTest {
    private static final int QUEUE = 16;
    private static final ToyLink.Terms BAD = new ToyLink.Terms(1_000_000, 0.2, 0.1, 64, false);

    private final SimulatedSystem system = new SimulatedSystem(3, QUEUE);
    private final ToyLink link = system.link(ToyLink.Terms.GOOD);
    private final ToyPolicies.XorCipher cipher = new ToyPolicies.XorCipher();
    private final ToyPolicies.Checksum checksum = new ToyPolicies.Checksum();
    private final ToyPolicies.GoBack goBack = new ToyPolicies.GoBack(system.pool);

    private void installAll() {
        system.install(cipher);
        system.install(checksum);
        system.install("ordered", new ToyPolicies.Ordered());
        system.install("goback", goBack);
    }

    @AfterEach
    void nothingIsLeftOver() {
        system.loop.run();
        assertEquals(0, system.pool.outstanding());
        assertEquals(0, cipher.open.get(), "open sealers");
        assertEquals(0, checksum.open.get(), "open checkers");
        assertEquals(0, goBack.open.get(), "open machines");
    }

    // ---- what a flow needs ----

    @Test
    void onlyWhatTheLayerDoesNotPromiseIsNeeded() {
        LayerTraits good = new LayerTraits(0, true, true, true, Duration.ofMillis(1));
        assertTrue(EndpointPolicies.needs(QosSpec.DATA.withBer(0), good, Optional.empty())
                .none());
        assertTrue(EndpointPolicies.needs(QosSpec.RAW, POOR, Optional.empty()).none());
        Needs needs = EndpointPolicies.needs(QosSpec.DATA.withBer(0), POOR, Optional.empty());
        assertEquals(Optional.of("frcp"), needs.reliability());
        assertEquals(Optional.of("crc32"), needs.integrity());
    }

    @Test
    void aFlowWhosePolicyIsMissingIsRefusedWithTheReason() {
        FlowRefused refused = assertThrows(
                FlowRefused.class, () -> system.loop.await(system.endpoints.open("f", QosSpec.DATA, POOR)));
        assertEquals(FlowRefused.Reason.UNSUPPORTED_QOS, refused.reason());
        assertSays("'frcp', which is not installed", refused);
    }

    @Test
    void aFlowWhosePolicyDoesNotOpenIsRefusedWithTheReason() {
        system.install("broken", flow -> {
            throw new IllegalArgumentException("no clock");
        });
        try (LogCapture log = new LogCapture(PolicySlot.class)) {
            FlowRefused refused = assertThrows(
                    FlowRefused.class,
                    () -> system.loop.await(system.endpoints.open(
                            "f", QUIET, POOR, reliable("broken").get())));
            assertSays("no clock", refused);
            assertEquals(1, log.lines().size());
        }
    }

    @Test
    void whatOpenedForAFlowThatIsRefusedIsClosed() {
        system.install(cipher); // but no checksum
        assertThrows(
                FlowRefused.class,
                () -> system.loop.await(system.endpoints.open(
                        "f",
                        QUIET,
                        POOR,
                        new Needs(Optional.empty(), Optional.of("sum"), Optional.of(new Cipher("xor", new byte[] {1
                        }))))));
    }

    @Test
    void theLargestMessageLeavesRoomForWhatThePoliciesAdd() {
        installAll();
        SimulatedSystem.Ends ends = system.over(link, QUIET, everything("goback"));
        int largest = 1_500 - 12 - (4 + 1) - 4;
        assertEquals(largest, ends.client().largestMessage());
        List<Integer> sizes = new ArrayList<>();
        link.tap(packet -> sizes.add(packet.length));
        ends.client().tryWrite(ofSize(largest));
        system.loop.run();
        assertEquals(1_500, sizes.getFirst());
        assertEquals(largest, ends.server().tryRead(ofSize(2_048)));
        ends.deallocate();
    }

    @Test
    void thePoliciesAreNamedInnermostFirst() {
        installAll();
        SimulatedSystem.Ends ends = system.over(link, QUIET, everything("ordered"));
        assertEquals("ordered, xor, sum", ends.client().policies());
        ends.deallocate();
    }

    // ---- over a bad layer ----

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void everythingArrivesOnceAndInOrderOverABadLayer(long seed) {
        SimulatedSystem other = new SimulatedSystem(seed, QUEUE);
        other.install(cipher);
        other.install(checksum);
        other.install("goback", new ToyPolicies.GoBack(other.pool));
        ToyLink bad = other.link(BAD);
        SimulatedSystem.Ends ends = other.over(bad, QUIET, everything("goback"));
        List<Long> there = new ArrayList<>();
        List<Long> back = new ArrayList<>();
        long next = 0;
        long nextBack = 0;
        for (int i = 0; i < 100_000 && there.size() + back.size() < 600; i++) {
            next += next < 300 && ends.client().tryWrite(numbered(next)) ? 1 : 0;
            nextBack += nextBack < 300 && ends.server().tryWrite(numbered(nextBack)) ? 1 : 0;
            other.loop.runFor(Duration.ofNanos(other.loop.random().nextInt(1_000_000)));
            there.addAll(numbers(ends.server()));
            back.addAll(numbers(ends.client()));
        }
        assertEquals(upTo(300), there);
        assertEquals(upTo(300), back);
        ends.deallocate();
        other.loop.run();
        assertEquals(0, other.pool.outstanding());
    }

    @Test
    void anOrderedFlowLosesButNeverTurnsBack() {
        installAll();
        link.terms(BAD);
        SimulatedSystem.Ends ends = system.over(link, QUIET, everything("ordered"));
        List<Long> read = new ArrayList<>();
        for (long number = 0; number < 500; number++) {
            ends.client().tryWrite(numbered(number));
            // overtaking: every packet takes another time
            link.terms(new ToyLink.Terms(system.loop.random().nextInt(5_000_000), 0.2, 0.1, 64, false));
            system.loop.runFor(Duration.ofMillis(1));
            read.addAll(numbers(ends.server()));
        }
        assertTrue(read.size() > 100, "read " + read.size());
        assertEquals(read.stream().distinct().sorted().toList(), read);
        ends.deallocate();
    }

    @Test
    void aCorruptPacketIsDroppedAndCountedOnce() {
        installAll();
        link.terms(new ToyLink.Terms(1_000_000, 0, 1, 64, false));
        SimulatedSystem.Ends ends =
                system.over(link, QUIET, () -> new Needs(Optional.empty(), Optional.of("sum"), Optional.empty()));
        for (long number = 0; number < QUEUE; number++) {
            ends.client().tryWrite(numbered(number));
        }
        system.loop.run();
        assertEquals(0, ends.server().receiveQueueLength());
        assertEquals(QUEUE, ends.server().counters().dropped());
        assertEquals(0, ends.client().counters().dropped());
        ends.deallocate();
    }

    @Test
    void aCorruptPacketIsStillASignOfLife() {
        installAll();
        link.terms(new ToyLink.Terms(1_000_000, 0, 1, 64, false));
        SimulatedSystem.Ends ends = system.over(
                link,
                QosSpec.RAW.withTimeoutMs(1_000),
                () -> new Needs(Optional.empty(), Optional.of("sum"), Optional.empty()));
        for (int i = 0; i < 20; i++) {
            ends.client().tryWrite(message("x"));
            system.loop.runFor(Duration.ofMillis(200));
        }
        assertEquals(FlowState.UP, ends.server().state());
        ends.deallocate();
    }

    @Test
    void aSignOfLifePassesNoPolicy() {
        installAll();
        List<Integer> sizes = new ArrayList<>();
        link.tap(packet -> sizes.add(packet.length));
        SimulatedSystem.Ends ends = system.over(link, QosSpec.RAW.withTimeoutMs(1_000), everything("goback"));
        system.loop.runFor(Duration.ofSeconds(10));
        assertEquals(List.of(0), sizes.stream().distinct().toList());
        assertEquals(FlowState.UP, ends.server().state());
        assertEquals(0, ends.server().counters().dropped());
        ends.deallocate();
    }

    @Test
    void shortAndHostilePacketsAreDropped() {
        installAll();
        LayerEndpoint[] ends = system.endpoints(link, QUIET, everything("goback"));
        Recorder user = new Recorder();
        ends[0].use(user);
        for (int length = 1; length < 40; length++) {
            Packet packet = Messages.packet(system.pool);
            packet.append(length);
            ends[0].receive(packet);
        }
        assertEquals(0, user.received);
        ends[0].deallocate();
        ends[1].deallocate();
    }

    @Test
    void aReliableFlowLosesNothingToASlowReader() {
        installAll();
        SimulatedSystem.Ends ends = system.over(link, QUIET, reliable("goback"));
        List<Long> read = new ArrayList<>();
        long next = 0;
        while (next < 200) {
            if (ends.client().tryWrite(numbered(next))) {
                next++;
            } else {
                system.loop.runFor(Duration.ofSeconds(1)); // long enough for everything that can go wrong
                ends.server().tryRead(ofSize(2_048));
                read.add((long) read.size());
            }
        }
        while (read.size() < 200) {
            system.loop.runFor(Duration.ofSeconds(1));
            for (Long number : numbers(ends.server())) {
                assertEquals(read.size(), number);
                read.add(number);
            }
        }
        assertEquals(0, ends.server().counters().dropped());
        ends.deallocate();
    }

    @Test
    void aReaderThatMakesRoomHasTheWindowOpenedAtOnce() {
        installAll();
        SimulatedSystem.Ends ends = system.over(link, QUIET, reliable("goback"));
        long next = 0;
        for (int i = 0; i < 5 * QUEUE; i++) { // until both queues and the window are full
            next += ends.client().tryWrite(numbered(next)) ? 1 : 0;
            system.loop.runFor(Duration.ofMillis(50));
        }
        assertEquals(QUEUE, ends.server().receiveQueueLength());
        numbers(ends.server());
        system.loop.runFor(Duration.ofMillis(4)); // less than any timer, more than there and back
        assertTrue(ends.server().receiveQueueLength() > 1, "nobody told the peer of the room");
        ends.deallocate();
    }

    // ---- deallocation ----

    @Test
    void aReliableFlowIsKeptUntilThePeerHasEverything() {
        installAll();
        link.terms(BAD);
        SimulatedSystem.Ends ends = system.over(link, QUIET, everything("goback"));
        for (long number = 0; number < QUEUE; number++) {
            assertTrue(ends.client().tryWrite(numbered(number)));
        }
        ends.client().deallocate();
        assertEquals(1, system.clientReleases);
        system.loop.run();
        assertTrue(link.first().released());
        assertEquals(FlowState.PEER_DEALLOCATED, ends.server().state());
        assertEquals(upTo(QUEUE), numbers(ends.server()));
        ends.server().deallocate();
    }

    @Test
    void aReliableFlowWithoutAnswerIsLetGoAfterABoundedTime() {
        installAll();
        SimulatedSystem.Ends ends = system.over(link, QUIET, everything("goback"));
        link.terms(new ToyLink.Terms(1_000_000, 1, 0, 64, false));
        ends.client().tryWrite(message("a"));
        ends.client().deallocate();
        system.loop.runFor(Duration.ofSeconds(119));
        assertFalse(link.first().released());
        system.loop.runFor(Duration.ofSeconds(2));
        assertTrue(link.first().released());
        ends.server().deallocate();
    }

    @Test
    void aReliableFlowIsLetGoWhenItsPeerIsGivenUp() {
        installAll();
        SimulatedSystem.Ends ends = system.over(link, QosSpec.RAW.withTimeoutMs(1_000), everything("goback"));
        link.terms(new ToyLink.Terms(1_000_000, 1, 0, 64, false));
        ends.client().tryWrite(message("a"));
        ends.client().deallocate();
        system.loop.runFor(Duration.ofMillis(1_500));
        assertTrue(link.first().released());
        ends.server().deallocate();
    }

    @Test
    void aUserMayDeallocateWhileItsMachineDelivers() {
        installAll();
        LayerEndpoint[] ends = system.endpoints(link, QUIET, everything("goback"));
        Recorder impatient = new Recorder() {
            @Override
            public void receive(Packet packet) {
                super.receive(packet);
                ends[1].deallocate();
            }
        };
        ends[0].use(new Recorder());
        ends[1].use(impatient);
        send(ends[0], 3);
        system.loop.runFor(Duration.ofSeconds(1));
        assertEquals(1, impatient.received);
        assertTrue(link.second().released());
        ends[0].deallocate();
    }

    // ---- policies that come and go ----

    /** Lets what is under way arrive; less than the time for which a flow is held. */
    private void pass() {
        system.loop.runFor(Duration.ofMillis(100));
    }

    @Test
    void nothingPassesUnprotectedAndNothingIsLostWhileACipherIsAway() {
        system.install(cipher);
        List<byte[]> seen = new ArrayList<>();
        link.tap(seen::add);
        SimulatedSystem.Ends ends = system.over(link, QUIET, sealed());
        ends.client().tryWrite(message("plain 0"));
        system.loop.run();
        assertEquals("plain 0", text(ends.server()));
        system.loop.await(system.policies.encryption().withdraw(cipher));
        assertEquals(0, cipher.open.get());
        int held = 0;
        while (ends.client().tryWrite(message("plain " + ++held))) {
            pass();
        }
        assertEquals(QUEUE + 1, held);
        assertEquals(1, seen.size());
        system.install(cipher);
        system.loop.run();
        for (int i = 1; i < held; i++) {
            assertEquals("plain " + i, text(ends.server()));
        }
        for (byte[] packet : seen) {
            assertFalse(new String(packet, StandardCharsets.ISO_8859_1).contains("plain"), "in the clear");
        }
        assertEquals(QUEUE + 1, seen.size());
        ends.deallocate();
    }

    @Test
    void anIpcpCannotSendUnprotectedEither() {
        system.install(cipher);
        LayerEndpoint[] ends = system.endpoints(link, QUIET, sealed());
        Recorder user = new Recorder();
        ends[0].use(user);
        system.loop.await(system.policies.encryption().withdraw(cipher));
        assertFalse(ends[0].writable());
        send(ends[0], 2);
        assertEquals(0, link.first().sent());
        assertEquals(2, ends[0].counters().dropped());
        system.install(cipher);
        system.loop.run();
        assertTrue(ends[0].writable());
        assertEquals(List.of("writable"), user.told);
        ends[0].deallocate();
        ends[1].deallocate();
    }

    @Test
    void whatArrivesWhileAPolicyIsAwayWaitsForItInABoundedNumber() {
        system.install(cipher);
        LayerEndpoint[] ends = system.endpoints(link, QUIET, sealed());
        Recorder user = new Recorder();
        ends[1].use(user);
        send(ends[0], 5);
        system.loop.await(system.policies.encryption().withdraw(cipher));
        pass();
        assertEquals(0, ends[1].counters().dropped());
        assertEquals(0, user.received);
        for (int i = 5; i < Protection.MOST_WAITING + 2; i++) {
            Packet packet = Messages.packet(system.pool);
            packet.put(message("nothing that the cipher has sealed"));
            ends[1].receive(packet);
        }
        assertEquals(2, ends[1].counters().dropped());
        system.install(cipher);
        pass();
        assertEquals(5, user.received);
        assertEquals(2 + Protection.MOST_WAITING - 5, ends[1].counters().dropped());
        ends[0].deallocate();
        ends[1].deallocate();
    }

    @Test
    void aFlowIsHeldForAPolicyForABoundedTime() {
        system.install(cipher);
        SimulatedSystem.Ends ends = system.over(link, QUIET, sealed());
        ends.client().tryWrite(message("x"));
        system.loop.await(system.policies.encryption().withdraw(cipher));
        system.loop.runFor(Stage.HOLD.minusSeconds(1));
        assertEquals(FlowState.UP, ends.server().state());
        system.loop.runFor(Duration.ofSeconds(2));
        FlowDown down = assertThrows(FlowDown.class, () -> ends.client().tryWrite(message("y")));
        assertSays("its encryption policy 'xor' did not come back within 30 s", down);
        ends.deallocate();
    }

    @Test
    void aSuccessorThatIsAnotherCipherOnTheWireIsRefused() {
        system.install(cipher);
        SimulatedSystem.Ends ends = system.over(link, QUIET, sealed());
        ToyPolicies.XorCipher other = new ToyPolicies.XorCipher(4, 7);
        system.policies.encryption().offer(new Candidate<>(other, EncryptionPolicy.KIND, "other", "toy", "1.0.0"));
        pass();
        SwapStep plan = system.loop.await(
                system.policies.encryption().swapSlots("other").getFirst().plan("other"));
        assertEquals(Optional.of("it is cipher 7 on the wire, and both ends agreed on cipher 1"), plan.refusal());
        assertEquals("key 0, 0 packets", plan.state());
        ends.deallocate();
    }

    @Test
    void aSwapUnderTrafficChangesNothingThatIsSeen() {
        system.install(checksum);
        SimulatedSystem.Ends ends =
                system.over(link, QUIET, () -> new Needs(Optional.empty(), Optional.of("sum"), Optional.empty()));
        List<Long> read = new ArrayList<>();
        long next = 0;
        ToyPolicies.Checksum inUse = checksum;
        for (int swap = 0; swap < 50; swap++) {
            ToyPolicies.Checksum successor = new ToyPolicies.Checksum();
            system.install(successor);
            CompletableFuture<Void> letGo = system.policies.integrity().withdraw(inUse);
            for (int i = 0; i < 5; i++) {
                next += ends.client().tryWrite(numbered(next)) ? 1 : 0;
                system.loop.runFor(Duration.ofNanos(system.loop.random().nextInt(2_000_000)));
                read.addAll(numbers(ends.server()));
            }
            system.loop.run();
            read.addAll(numbers(ends.server()));
            assertTrue(letGo.isDone());
            assertEquals(0, inUse.open.get(), "what was opened from the predecessor");
            assertEquals(2, successor.open.get());
            inUse = successor;
        }
        assertEquals(next, read.size());
        assertEquals(read.stream().distinct().sorted().toList(), read);
        ends.deallocate();
        system.loop.run();
        assertEquals(0, inUse.open.get());
    }

    @Test
    void aSuccessorWithAnotherFormatIsRefused() {
        system.install(cipher);
        SimulatedSystem.Ends ends = system.over(link, QUIET, sealed());
        system.loop.await(system.policies.encryption().withdraw(cipher));
        ToyPolicies.XorCipher larger = new ToyPolicies.XorCipher(40);
        try (LogCapture log = new LogCapture(PolicySlot.class)) {
            system.install(larger);
            pass();
            assertEquals(2, log.lines().size(), "one an end");
        }
        assertEquals(0, larger.open.get());
        assertFalse(link.first().released());
        String refusal =
                system.policies.encryption().slots().getFirst().latest().toString();
        assertTrue(refusal.contains("40 + 1 bytes"), refusal);
        ends.deallocate();
    }

    @Test
    void aFlowWhoseProtocolIsReplacedGoesDownRatherThanLoseInSilence() {
        installAll();
        SimulatedSystem.Ends ends = system.over(link, QUIET, reliable("goback"));
        ends.client().tryWrite(message("x"));
        system.loop.run();
        system.loop.await(system.policies.reliability().withdraw(goBack));
        system.settle();
        FlowDown down = assertThrows(FlowDown.class, () -> ends.client().tryWrite(message("y")));
        assertSays("reliability policy was replaced", down);
        assertEquals("x", text(ends.server()));
        system.install("goback", new ToyPolicies.GoBack(system.pool));
        system.loop.run();
        assertEquals(FlowState.DOWN, ends.client().state());
        ends.deallocate();
    }

    @Test
    void theSizeOfAMessageDoesNotDependOnWhetherAPolicyIsThere() {
        installAll();
        LayerEndpoint[] ends = system.endpoints(link, QUIET, sealed());
        int largest = ends[0].largestPacket();
        int headroom = ends[0].headroom();
        system.loop.await(system.policies.encryption().withdraw(cipher));
        assertEquals(largest, ends[0].largestPacket());
        assertEquals(headroom, ends[0].headroom());
        ends[0].deallocate();
        ends[1].deallocate();
    }

    @Test
    void theKeyIsTakenOverAndWiped() {
        installAll();
        byte[] key = {0x5A, 0x5B};
        Supplier<Needs> needs =
                () -> new Needs(Optional.empty(), Optional.empty(), Optional.of(new Cipher("xor", key)));
        LayerEndpoint end = system.loop.await(system.endpoints.open("f", QUIET, POOR, needs.get()));
        assertEquals("[0, 0]", Arrays.toString(key), "the flow has a copy");
        assertEquals(1, cipher.open.get());
        end.deallocate();
        system.loop.run();
        assertEquals(0, cipher.open.get());
    }

    @Test
    void whatComesBeforeTheKeyWaitsForItInABoundedNumber() {
        system.install(cipher);
        LayerEndpoint first = system.loop.await(system.endpoints.open("first", QUIET, POOR));
        first.awaitKey();
        LayerEndpoint second = system.loop.await(
                system.endpoints.open("second", QUIET, POOR, Optional.of(new Cipher("xor", new byte[] {0x5A}))));
        link.connect(first, second);
        second.attach(link.second());
        send(second, 40);
        system.loop.run();
        send(second, 40);
        system.loop.run();
        assertEquals(16, first.counters().dropped());
        system.loop.await(first.encrypt(new Cipher("xor", new byte[] {0x5A})));
        Recorder user = new Recorder();
        first.use(user);
        assertEquals(0, first.counters().receivedPackets());
        first.attach(link.first());
        assertEquals(64, first.counters().receivedPackets());
        send(second, 1);
        system.loop.run();
        assertEquals(65, first.counters().receivedPackets());
        first.deallocate();
        second.deallocate();
    }

    @Test
    void whatWaitsForAKeyThatNeverComesIsReleased() {
        LayerEndpoint first = system.loop.await(system.endpoints.open("first", QUIET, POOR));
        first.awaitKey();
        LayerEndpoint second = system.loop.await(system.endpoints.open("second", QUIET, POOR));
        link.connect(first, second);
        second.attach(link.second());
        send(second, 10);
        system.loop.run();
        first.deallocate();
        assertEquals(10, first.counters().dropped());
        second.deallocate();
    }

    // ---- policies that are broken ----

    @Test
    void aCipherThatThrowsHasThePacketDroppedAndLeavesTheFlowAlone() {
        system.install(new FailingCipher());
        SimulatedSystem.Ends ends = system.over(link, QUIET, sealed());
        try (LogCapture log = new LogCapture(Stage.class)) {
            ends.client().tryWrite(message("a"));
            ends.client().tryWrite(message("b"));
            system.loop.run();
            assertEquals(1, log.lines().size(), "one line, not one per packet");
        }
        assertEquals(2, ends.client().counters().dropped());
        assertEquals(FlowState.UP, ends.client().state());
        ends.deallocate();
    }

    @Test
    void aMachineThatThrowsTakesTheFlowDown() {
        system.install("broken", new BrokenMachine());
        SimulatedSystem.Ends ends = system.over(link, QUIET, reliable("broken"));
        try (LogCapture log = new LogCapture(Stage.class)) {
            ends.client().tryWrite(message("a"));
            system.loop.run();
            assertEquals(1, log.lines().size());
        }
        FlowDown down = assertThrows(FlowDown.class, () -> ends.client().tryWrite(message("b")));
        assertSays("on purpose", down);
        link.recover();
        assertEquals(FlowState.DOWN, ends.client().state());
        ends.deallocate();
    }

    @Test
    void aMachineMayGiveTheFlowUp() {
        List<ReliabilityPolicy.FlowEnd> opened = new ArrayList<>();
        system.install("tired", flow -> {
            opened.add(flow);
            return new ToyPolicies.Ordered().open(flow);
        });
        SimulatedSystem.Ends ends = system.over(link, QUIET, reliable("tired"));
        opened.forEach(flow -> flow.fail("no answer for 120 s"));
        FlowDown down = assertThrows(FlowDown.class, () -> ends.client().tryWrite(message("b")));
        assertSays("no answer for 120 s", down);
        ends.deallocate();
    }

    private void send(LayerEndpoint end, int packets) {
        for (int i = 0; i < packets; i++) {
            Packet packet = Messages.packet(system.pool);
            packet.put(message("abc"));
            end.send(packet);
        }
    }

    private static List<Long> upTo(long end) {
        return LongStream.range(0, end).boxed().toList();
    }

    /** Throws on every packet. */
    private static final class FailingCipher implements EncryptionPolicy {
        @Override
        public CipherTraits traits() {
            return new CipherTraits(1, 1, 1, 1);
        }

        @Override
        public Sealer open(byte[] key) {
            return new Failing();
        }
    }

    private static final class Failing implements EncryptionPolicy.Sealer {

        @Override
        public void seal(Packet packet) {
            throw new IllegalStateException("on purpose");
        }

        @Override
        public boolean open(Packet packet) {
            throw new IllegalStateException("on purpose");
        }

        @Override
        public void close() {}
    }

    /** Takes no packet without failing; gives back what it owns. */
    private static final class BrokenMachine implements ReliabilityPolicy {
        @Override
        public Machine open(FlowEnd flow) {
            return new Machine() {
                @Override
                public int headerBytes() {
                    return 0;
                }

                @Override
                public boolean writable() {
                    return true;
                }

                @Override
                public void write(Packet packet) {
                    packet.release();
                    throw new IllegalStateException("on purpose");
                }

                @Override
                public void receive(Packet packet) {
                    packet.release();
                }

                @Override
                public void close() {}
            };
        }
    }
}
