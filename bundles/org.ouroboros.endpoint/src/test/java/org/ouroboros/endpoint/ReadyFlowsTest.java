// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.ouroboros.endpoint.Messages.message;
import static org.ouroboros.endpoint.Messages.text;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ouroboros.api.Flow;
import org.ouroboros.api.FlowAllocator;
import org.ouroboros.api.FlowEvent;
import org.ouroboros.api.FlowEvent.Kind;
import org.ouroboros.api.FlowRefused;
import org.ouroboros.api.FlowSet;
import org.ouroboros.api.FlowState;
import org.ouroboros.api.QosSpec;

/** What a flow set collects, and what it forgets. */
class ReadyFlowsTest {
    private final SimulatedSystem system = new SimulatedSystem(11);
    private final Requests requests = new Requests();
    private final ReadyFlows set = new ReadyFlows(requests);
    private final List<SimulatedSystem.Ends> open = new ArrayList<>();

    @AfterEach
    void nothingIsLeftOver() {
        set.close();
        open.forEach(SimulatedSystem.Ends::deallocate);
        system.settle();
        assertEquals(0, system.pool.outstanding());
    }

    private SimulatedSystem.Ends flow() {
        SimulatedSystem.Ends ends = system.direct();
        open.add(ends);
        return ends;
    }

    @Test
    void everyMessageIsAnEventOnceWhetherItCameBeforeOrAfter() throws InterruptedException {
        SimulatedSystem.Ends ends = flow();
        ends.client().tryWrite(message("a"));
        ends.client().tryWrite(message("b"));
        set.add(ends.server());
        ends.client().tryWrite(message("c"));
        assertEquals(List.of(Kind.PACKET, Kind.PACKET, Kind.PACKET), kinds());
        ends.client().tryWrite(message("d"));
        assertEquals(List.of(Kind.PACKET), kinds());
    }

    @Test
    void flowsTakeTurnsInTheOrderInWhichTheyBecameReady() throws InterruptedException {
        SimulatedSystem.Ends first = flow();
        SimulatedSystem.Ends second = flow();
        set.add(first.server());
        set.add(second.server());
        second.client().tryWrite(message("a"));
        second.client().tryWrite(message("b"));
        first.client().tryWrite(message("c"));
        List<Flow> order = events().stream().map(FlowEvent::flow).toList();
        assertEquals(List.of(second.server(), first.server(), second.server()), order);
    }

    @Test
    void theEndOfAFlowIsToldAfterItsMessages() throws InterruptedException {
        SimulatedSystem.Ends ends = flow();
        set.add(ends.server());
        ends.client().tryWrite(message("a"));
        ends.client().deallocate();
        system.settle();
        assertEquals(List.of(Kind.PACKET, Kind.DEALLOCATED), kinds());
    }

    @Test
    void theLatestOfDownAndUpIsToldLast() throws InterruptedException {
        SimulatedSystem.Ends ends = flow();
        set.add(ends.server());
        ends.server().markDown();
        ends.server().markUp();
        assertEquals(List.of(Kind.DOWN, Kind.UP), kinds());
        ends.server().markDown();
        ends.server().markUp();
        ends.server().markDown();
        assertEquals(List.of(Kind.UP, Kind.DOWN), kinds());
    }

    @Test
    void eventsThatNobodyTakesDoNotPileUp() throws InterruptedException {
        SimulatedSystem.Ends ends = flow();
        set.add(ends.server());
        for (int i = 0; i < 1_000; i++) {
            ends.server().markDown();
            ends.server().markUp();
        }
        assertEquals(List.of(Kind.DOWN, Kind.UP), kinds());
    }

    @Test
    void aFlowIsInOneSetAtMost() {
        SimulatedSystem.Ends ends = flow();
        FlowSet other = new ReadyFlows(requests);
        set.add(ends.server());
        assertThrows(IllegalStateException.class, () -> set.add(ends.server()));
        assertThrows(IllegalStateException.class, () -> other.add(ends.server()));
        assertThrows(IllegalStateException.class, () -> ends.server().listen(event -> {}));
        assertEquals(Set.of(), other.flows());
        assertEquals(Set.of(ends.server()), set.flows());
        set.remove(ends.server());
        other.add(ends.server());
        assertEquals(Set.of(ends.server()), other.flows());
        other.close();
    }

    @Test
    void aFlowThatIsTakenOutTakesItsEventsAlong() throws InterruptedException {
        SimulatedSystem.Ends ends = flow();
        set.add(ends.server());
        ends.client().tryWrite(message("a"));
        set.remove(ends.server());
        set.remove(ends.server());
        ends.client().tryWrite(message("b"));
        assertEquals(List.of(), kinds());
        set.add(ends.server());
        assertEquals(List.of(Kind.PACKET, Kind.PACKET), kinds());
    }

    @Test
    void aFlowThatIsDeallocatedLeavesItsSet() throws InterruptedException {
        SimulatedSystem.Ends ends = flow();
        set.add(ends.server());
        ends.client().tryWrite(message("a"));
        ends.server().deallocate();
        assertEquals(Set.of(), set.flows());
        assertEquals(List.of(), kinds());
        set.add(ends.server()); // too late: it leaves at once
        assertEquals(Set.of(), set.flows());
    }

    @Test
    void aSetThatIsClosedLetsItsFlowsGo() throws InterruptedException {
        SimulatedSystem.Ends ends = flow();
        set.add(ends.server());
        ends.client().tryWrite(message("a"));
        set.close();
        set.close();
        assertEquals(Optional.empty(), set.next(Duration.ofDays(1)));
        assertEquals(FlowState.UP, ends.server().state());
        assertThrows(IllegalStateException.class, () -> set.add(ends.server()));
        List<Kind> heard = new ArrayList<>();
        ends.server().listen(event -> heard.add(event.kind()));
        assertEquals(List.of(Kind.PACKET), heard);
    }

    @Test
    void theLongestTimeoutDoesNotOverflow() throws InterruptedException {
        SimulatedSystem.Ends ends = flow();
        set.add(ends.server());
        ends.client().tryWrite(message("a"));
        assertTrue(set.next(Duration.ofSeconds(Long.MAX_VALUE)).isPresent());
    }

    @Test
    void foreignFlowsAreRefused() {
        Flow foreign = (Flow) java.lang.reflect.Proxy.newProxyInstance(
                Flow.class.getClassLoader(), new Class<?>[] {Flow.class}, (proxy, method, arguments) -> "foreign");
        assertThrows(IllegalArgumentException.class, () -> set.add(foreign));
    }

    // ---- flows that are asked for ----

    @Test
    void aFlowThatWasAskedForJoinsAndSaysSoFirst() throws InterruptedException {
        CompletableFuture<Flow> asked = set.request("echo", QosSpec.RAW, Duration.ofSeconds(1));
        SimulatedSystem.Ends ends = flow();
        ends.server().tryWrite(message("welcome"));
        requests.latest.complete(ends.client());
        assertEquals(ends.client(), asked.join());
        assertEquals(List.of(Kind.ALLOCATED, Kind.PACKET), kinds());
        assertEquals("welcome", text(ends.client()));
    }

    @Test
    void aRefusalIsHandedOn() {
        CompletableFuture<Flow> asked = set.request("echo", QosSpec.RAW, Duration.ofSeconds(1));
        requests.latest.completeExceptionally(new FlowRefused(FlowRefused.Reason.UNREACHABLE, "nobody there"));
        assertInstanceOf(
                FlowRefused.class,
                asked.handle((flow, failure) -> failure.getCause()).join());
        assertEquals(Set.of(), set.flows());
    }

    @Test
    void cancellingARequestGivesTheAllocationUp() {
        CompletableFuture<Flow> asked = set.request("echo", QosSpec.RAW, Duration.ofSeconds(1));
        asked.cancel(false);
        assertTrue(requests.latest.isCancelled());
    }

    @Test
    void aFlowThatComesForAClosedSetIsDeallocated() {
        CompletableFuture<Flow> asked = set.request("echo", QosSpec.RAW, Duration.ofSeconds(1));
        set.close();
        SimulatedSystem.Ends ends = flow();
        requests.latest.complete(ends.client());
        assertInstanceOf(
                FlowRefused.class,
                asked.handle((flow, failure) -> failure.getCause()).join());
        assertEquals(FlowState.DEALLOCATED, ends.client().state());
    }

    private List<FlowEvent> events() throws InterruptedException {
        List<FlowEvent> events = new ArrayList<>();
        for (Optional<FlowEvent> event = set.next(Duration.ZERO); event.isPresent(); event = set.next(Duration.ZERO)) {
            events.add(event.get());
            assertFalse(events.size() > 10_000, "events without end");
        }
        return events;
    }

    private List<Kind> kinds() throws InterruptedException {
        return events().stream().map(FlowEvent::kind).toList();
    }

    /** Leaves it to the test when a flow is there. */
    private static final class Requests implements FlowAllocator {
        private CompletableFuture<Flow> latest = new CompletableFuture<>();

        @Override
        public Flow allocate(String name, QosSpec qos, Duration timeout, byte[] data) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletableFuture<Flow> request(String name, QosSpec qos, Duration timeout, byte[] data) {
            latest = new CompletableFuture<>();
            return latest;
        }

        @Override
        public FlowSet newFlowSet() {
            throw new UnsupportedOperationException();
        }
    }
}
