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
import static org.ouroboros.endpoint.SimulatedSystem.POOR;
import static org.ouroboros.endpoint.SimulatedSystem.QUIET;
import static org.ouroboros.endpoint.SimulatedSystem.everything;
import static org.ouroboros.endpoint.SimulatedSystem.reliable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ouroboros.api.FlowRefused;
import org.ouroboros.api.FlowState;
import org.ouroboros.api.QosSpec;
import org.ouroboros.endpoint.EndpointPolicies.Cipher;
import org.ouroboros.endpoint.EndpointPolicies.Needs;
import org.ouroboros.host.PolicySlot;
import org.ouroboros.packet.Packet;
import org.ouroboros.policy.ipcp.LayerTraits;
import org.ouroboros.testing.LogCapture;

/** What the policies of a flow do to its packets while they are there. */
class ProtectionTest extends ProtectedFlows {
    private static final ToyLink.Terms BAD = new ToyLink.Terms(1_000_000, 0.2, 0.1, 64, false);

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
}
