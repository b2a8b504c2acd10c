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
import static org.ouroboros.endpoint.Messages.text;
import static org.ouroboros.endpoint.SimulatedSystem.POOR;
import static org.ouroboros.endpoint.SimulatedSystem.QUIET;
import static org.ouroboros.endpoint.SimulatedSystem.reliable;
import static org.ouroboros.endpoint.SimulatedSystem.sealed;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.ouroboros.api.FlowDown;
import org.ouroboros.api.FlowState;
import org.ouroboros.api.irm.SwapStep;
import org.ouroboros.endpoint.EndpointPolicies.Cipher;
import org.ouroboros.endpoint.EndpointPolicies.Needs;
import org.ouroboros.host.Candidate;
import org.ouroboros.host.PolicySlot;
import org.ouroboros.packet.Packet;
import org.ouroboros.policy.encryption.EncryptionPolicy;
import org.ouroboros.testing.LogCapture;

/** What becomes of a flow while what protects it, or the key for that, is not there yet, or goes, or changes. */
class HeldFlowTest extends ProtectedFlows {
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
        try (LogCapture log = new LogCapture(Stage.class)) {
            system.loop.await(system.policies.reliability().withdraw(goBack));
            system.settle();
            assertEquals(Collections.nCopies(2, "WARNING reliability policy 'goback' did not hand over"), log.lines());
        }
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
}
