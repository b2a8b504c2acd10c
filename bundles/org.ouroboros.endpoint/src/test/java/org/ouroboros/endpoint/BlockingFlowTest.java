// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.ouroboros.endpoint.Messages.assertSays;
import static org.ouroboros.endpoint.Messages.message;
import static org.ouroboros.endpoint.Messages.ofSize;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ouroboros.api.Flow;
import org.ouroboros.api.FlowDown;
import org.ouroboros.api.FlowEvent;
import org.ouroboros.api.FlowOptions;
import org.ouroboros.api.FlowSet;
import org.ouroboros.api.FlowState;
import org.ouroboros.api.FlowTimedOut;
import org.ouroboros.endpoint.Waiting.Worker;
import org.ouroboros.packet.Packet;

/** Threads that wait for a flow, on a real loop: what wakes them, and what ends their wait. */
class BlockingFlowTest {
    private static final int QUEUE = 4;
    private static final Duration SHORT = Duration.ofMillis(20);

    private final RealSystem system = new RealSystem(QUEUE);
    private final List<SimulatedSystem.Ends> open = new ArrayList<>();

    @AfterEach
    void nothingIsLeftOver() {
        open.forEach(SimulatedSystem.Ends::deallocate);
        system.awaitAllReturned();
        assertEquals(2 * open.size(), system.releases.get());
        system.close();
    }

    private SimulatedSystem.Ends connect(RealSystem.Carrier carrier) {
        SimulatedSystem.Ends ends = system.connect(carrier);
        open.add(ends);
        return ends;
    }

    private SimulatedSystem.Ends direct() {
        return connect(RealSystem.Carrier.DIRECT);
    }

    // ---- what wakes ----

    @ParameterizedTest
    @EnumSource
    void aMessageWakesAReader(RealSystem.Carrier carrier) throws InterruptedException {
        SimulatedSystem.Ends ends = connect(carrier);
        Worker<String> reader = Worker.start(() -> read(ends.server())).blocked();
        ends.client().write(message("x"));
        assertEquals("x", reader.result());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void everyKindOfThreadMayWait(boolean virtual) throws InterruptedException {
        SimulatedSystem.Ends ends = direct();
        Worker<String> reader = Worker.start(virtual, () -> read(ends.server())).blocked();
        ends.client().write(message("x"));
        assertEquals("x", reader.result());
        fill(ends.client());
        Worker<Boolean> writer =
                Worker.start(virtual, () -> write(ends.client())).blocked();
        read(ends.server());
        assertTrue(writer.result());
    }

    @ParameterizedTest
    @EnumSource
    void aReadWakesAWriter(RealSystem.Carrier carrier) throws InterruptedException {
        SimulatedSystem.Ends ends = connect(carrier);
        Worker<Integer> writer = Worker.start(() -> {
                    for (int i = 0; i < 100; i++) {
                        ends.client().write(message("m" + i));
                    }
                    return 100;
                })
                .blocked();
        for (int i = 0; i < 100; i++) {
            assertEquals("m" + i, read(ends.server()));
        }
        assertEquals(100, writer.result());
    }

    @Test
    void aPacketThatComesBackToThePoolWakesAWriter() {
        SimulatedSystem.Ends ends = direct();
        List<Packet> taken = drainPool();
        Worker<Boolean> writer = Worker.start(() -> write(ends.client())).blocked();
        taken.forEach(Packet::release);
        assertTrue(writer.result());
    }

    @Test
    void aWriterThatWaitsForThePoolDoesNotSpin() {
        SimulatedSystem.Ends ends = direct();
        ends.client().options(FlowOptions.DEFAULT.withWriteTimeout(Duration.ofMillis(100)));
        List<Packet> taken = drainPool();
        long before = system.pool.refused();
        assertInstanceOf(
                FlowTimedOut.class, Worker.start(() -> write(ends.client())).failure());
        assertTrue(system.pool.refused() - before < 1_000, "asked " + (system.pool.refused() - before) + " times");
        taken.forEach(Packet::release);
    }

    // ---- what ends a wait ----

    @Test
    void aReadEndsWithItsTimeout() throws InterruptedException {
        SimulatedSystem.Ends ends = direct();
        ends.server().options(FlowOptions.DEFAULT.withReadTimeout(SHORT));
        FlowTimedOut late = assertInstanceOf(
                FlowTimedOut.class, Worker.start(() -> read(ends.server())).failure());
        assertSays("flow 2 (echo)", late);
        ends.client().write(message("x"));
        assertEquals("x", read(ends.server()));
    }

    @Test
    void aWriteEndsWithItsTimeoutAndTakesNothing() throws InterruptedException {
        SimulatedSystem.Ends ends = direct();
        ends.client().options(FlowOptions.DEFAULT.withWriteTimeout(SHORT));
        fill(ends.client());
        ByteBuffer message = message("late");
        assertInstanceOf(
                FlowTimedOut.class,
                Worker.start(() -> {
                            ends.client().write(message);
                            return true;
                        })
                        .failure());
        assertEquals(4, message.remaining());
        for (int i = 0; i < QUEUE; i++) {
            assertEquals("m" + i, read(ends.server()));
        }
        assertEquals(Flow.WOULD_BLOCK, ends.server().tryRead(ofSize(1)));
    }

    @Test
    void standingInLineCountsForTheTimeout() {
        SimulatedSystem.Ends ends = direct();
        Worker<String> first = Worker.start(() -> read(ends.server())).blocked();
        ends.server().options(FlowOptions.DEFAULT.withReadTimeout(SHORT));
        assertInstanceOf(
                FlowTimedOut.class, Worker.start(() -> read(ends.server())).failure());
        ends.client().tryWrite(message("x"));
        assertEquals("x", first.result());
    }

    @Test
    void theLongestTimeoutDoesNotOverflow() throws InterruptedException {
        SimulatedSystem.Ends ends = direct();
        ends.server().options(FlowOptions.DEFAULT.withReadTimeout(Duration.ofSeconds(Long.MAX_VALUE)));
        Worker<String> reader = Worker.start(() -> read(ends.server())).blocked();
        ends.client().write(message("x"));
        assertEquals("x", reader.result());
    }

    @Test
    void anInterruptEndsAReadAndNothingIsLost() throws InterruptedException {
        SimulatedSystem.Ends ends = direct();
        Worker<String> reader = Worker.start(() -> read(ends.server())).blocked();
        Worker<String> next = Worker.start(() -> read(ends.server())).blocked();
        reader.interrupt();
        assertInstanceOf(InterruptedException.class, reader.failure());
        ends.client().write(message("x"));
        assertEquals("x", next.result());
    }

    @Test
    void anInterruptEndsAWrite() throws InterruptedException {
        SimulatedSystem.Ends ends = direct();
        fill(ends.client());
        Worker<Boolean> writer = Worker.start(() -> write(ends.client())).blocked();
        Worker<Boolean> inLine = Worker.start(() -> write(ends.client())).blocked();
        inLine.interrupt();
        assertInstanceOf(InterruptedException.class, inLine.failure());
        writer.interrupt();
        assertInstanceOf(InterruptedException.class, writer.failure());
        assertEquals(QUEUE, ends.server().receiveQueueLength());
    }

    @Test
    void anInterruptedThreadStillReadsWhatIsThere() throws InterruptedException {
        SimulatedSystem.Ends ends = direct();
        ends.client().write(message("x"));
        Worker<String> reader = Worker.start(() -> {
            Thread.currentThread().interrupt();
            String read = read(ends.server());
            assertTrue(Thread.interrupted(), "the interrupt was swallowed");
            return read;
        });
        assertEquals("x", reader.result());
    }

    @ParameterizedTest
    @EnumSource
    void aDeallocationWakesEverybodyAtThatEnd(RealSystem.Carrier carrier) {
        SimulatedSystem.Ends ends = connect(carrier);
        List<Worker<?>> waiting = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            waiting.add(Worker.start(() -> read(ends.client())).blocked());
            waiting.add(Worker.start(() -> {
                        while (true) {
                            ends.client().write(message("x"));
                        }
                    })
                    .blocked());
        }
        ends.client().deallocate();
        for (Worker<?> worker : waiting) {
            FlowDown down = assertInstanceOf(FlowDown.class, worker.failure());
            assertEquals(FlowState.DEALLOCATED, down.state());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aDeallocationByThePeerWakesEverybodyOnceEverythingIsRead(RealSystem.Carrier carrier)
            throws InterruptedException {
        SimulatedSystem.Ends ends = connect(carrier);
        fill(ends.server());
        Worker<?> writer = Worker.start(() -> {
                    while (true) {
                        ends.server().write(message("x"));
                    }
                })
                .blocked();
        ends.client().write(message("last"));
        ends.client().deallocate();
        assertInstanceOf(FlowDown.class, writer.failure());
        assertEquals("last", read(ends.server()));
        FlowDown down = assertInstanceOf(
                FlowDown.class, Worker.start(() -> read(ends.server())).failure());
        assertEquals(FlowState.PEER_DEALLOCATED, down.state());
    }

    @Test
    void aMarkWakesAReader() {
        SimulatedSystem.Ends ends = direct();
        Worker<String> reader = Worker.start(() -> read(ends.server())).blocked();
        ends.client().markDown();
        FlowDown down = assertInstanceOf(FlowDown.class, reader.failure());
        assertEquals(FlowState.DOWN, down.state());
        ends.client().markUp();
    }

    @Test
    void changedOptionsHoldFromTheNextCallOn() throws InterruptedException {
        SimulatedSystem.Ends ends = direct();
        Worker<String> reader = Worker.start(() -> read(ends.server())).blocked();
        ends.server().options(FlowOptions.DEFAULT.withAccess(FlowOptions.Access.WRITE_ONLY));
        ends.client().write(message("x"));
        assertEquals("x", reader.result());
        assertInstanceOf(
                IllegalStateException.class,
                Worker.start(() -> read(ends.server())).failure());
    }

    @Test
    void aListenerOnTheLoopMustNotWait() throws InterruptedException {
        SimulatedSystem.Ends ends = connect(RealSystem.Carrier.LAYER);
        List<Throwable> thrown = new ArrayList<>();
        ends.server().listen(event -> {
            try {
                ends.server().read(ofSize(100));
                ends.server().read(ofSize(100));
            } catch (InterruptedException | IllegalStateException refusal) {
                synchronized (thrown) {
                    thrown.add(refusal);
                }
            }
        });
        ends.client().write(message("x"));
        Waiting.until(
                () -> {
                    synchronized (thrown) {
                        return !thrown.isEmpty();
                    }
                },
                () -> "the listener waits on the loop");
        assertInstanceOf(IllegalStateException.class, thrown.getFirst());
    }

    // ---- flow sets ----

    @Test
    void anEventWakesOneWhoWaitsAtTheSet() throws InterruptedException {
        SimulatedSystem.Ends ends = direct();
        FlowSet set = new ReadyFlows(new NoAllocator());
        set.add(ends.server());
        Worker<Optional<FlowEvent>> waiter =
                Worker.start(() -> set.next(Duration.ofMinutes(1))).blocked();
        ends.client().write(message("x"));
        assertEquals(FlowEvent.Kind.PACKET, waiter.result().orElseThrow().kind());
        set.close();
    }

    @Test
    void aFlowWithManyEventsWakesManyWhoWait() throws InterruptedException {
        SimulatedSystem.Ends ends = direct();
        FlowSet set = new ReadyFlows(new NoAllocator());
        List<Worker<Optional<FlowEvent>>> waiters = new ArrayList<>();
        for (int i = 0; i < QUEUE; i++) {
            waiters.add(Worker.start(() -> set.next(Duration.ofMinutes(10))).blocked());
        }
        fill(ends.client());
        set.add(ends.server());
        for (Worker<Optional<FlowEvent>> waiter : waiters) {
            assertTrue(waiter.result().isPresent());
        }
        set.close();
    }

    @Test
    void closingASetWakesThoseWhoWait() {
        FlowSet set = new ReadyFlows(new NoAllocator());
        Worker<Optional<FlowEvent>> waiter =
                Worker.start(() -> set.next(Duration.ofMinutes(10))).blocked();
        set.close();
        assertEquals(Optional.empty(), waiter.result());
    }

    @Test
    void aWaitAtASetEndsWithItsTimeAndWithAnInterrupt() throws InterruptedException {
        FlowSet set = new ReadyFlows(new NoAllocator());
        assertFalse(set.next(SHORT).isPresent());
        Worker<Optional<FlowEvent>> waiter =
                Worker.start(() -> set.next(Duration.ofMinutes(10))).blocked();
        waiter.interrupt();
        assertInstanceOf(InterruptedException.class, waiter.failure());
        set.close();
    }

    private List<Packet> drainPool() {
        List<Packet> taken = new ArrayList<>();
        for (Packet packet = system.pool.take(); packet != null; packet = system.pool.take()) {
            taken.add(packet);
        }
        return taken;
    }

    private static String read(Flow flow) throws InterruptedException {
        ByteBuffer into = ofSize(100);
        flow.read(into);
        return StandardCharsets.UTF_8.decode(into.flip()).toString();
    }

    private static boolean write(Flow flow) throws InterruptedException {
        flow.write(message("x"));
        return true;
    }

    private static void fill(Flow flow) {
        for (int i = 0; i < QUEUE; i++) {
            flow.tryWrite(message("m" + i));
        }
    }
}
