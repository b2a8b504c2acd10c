// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.ouroboros.endpoint.Messages.ofSize;
import static org.ouroboros.endpoint.SimulatedSystem.NOTHING;
import static org.ouroboros.endpoint.SimulatedSystem.POOR;
import static org.ouroboros.endpoint.SimulatedSystem.QUIET;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CyclicBarrier;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.ouroboros.api.Flow;
import org.ouroboros.api.FlowEvent;
import org.ouroboros.api.FlowOptions;
import org.ouroboros.endpoint.EndpointPolicies.Needs;
import org.ouroboros.endpoint.SimulatedSystem.Ends;
import org.ouroboros.endpoint.Waiting.Worker;

/** A message costs no garbage: what a thread allocates does not grow with the number of messages. */
class AllocationTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static final int WARM_UP = 20_000;
    private static final int MESSAGES = 50_000;

    /** Less than an object a message, by far; what a wake-up of a batch costs is allowed. */
    private static final int ALLOWED_BYTES = MESSAGES / 4;

    private final SimulatedSystem system = new SimulatedSystem(1, 64);
    private final ByteBuffer message = ofSize(100);
    private final ByteBuffer into = ofSize(2_048);
    private int heard;

    @Test
    void readsAndWritesOfADirectFlowAllocateNothing() {
        Ends ends = system.direct();
        assertFree(() -> exchange(ends));
        ends.deallocate();
    }

    @Test
    void messagesInPiecesAllocateNothing() {
        Ends ends = system.direct();
        ByteBuffer piece = ofSize(30);
        assertFree(() -> {
            assertTrue(ends.client().tryWrite(message.clear()));
            int pieces = 1;
            while (ends.server().tryRead(piece.clear()) == 30) {
                pieces++;
            }
            assertEquals(4, pieces);
        });
        ends.deallocate();
    }

    @Test
    void refusedReadsAndWritesAllocateNothing() {
        Ends ends = system.direct();
        while (ends.client().tryWrite(message.clear())) {}
        assertFree(() -> {
            ends.client().tryWrite(message.clear());
            ends.client().tryRead(into.clear());
        });
        ends.deallocate();
    }

    @Test
    void eventsToldToAListenerAllocateNothing() {
        Ends ends = system.direct();
        ends.server().listen(event -> heard++);
        assertFree(() -> exchange(ends));
        assertEquals(WARM_UP + MESSAGES, heard);
        ends.deallocate();
    }

    @Test
    void listenersThatAnswerAllocateNothing() {
        Ends ends = system.direct();
        ends.server().listen(event -> {
            ends.server().tryRead(into.clear());
            ends.server().tryWrite(into.flip());
        });
        assertFree(() -> {
            assertTrue(ends.client().tryWrite(message.clear()));
            assertEquals(100, ends.client().tryRead(into.clear()));
        });
        ends.deallocate();
    }

    @Test
    void eventsThroughASetAllocateNothing() throws InterruptedException {
        Ends ends = system.direct();
        ReadyFlows set = new ReadyFlows(new NoAllocator());
        set.add(ends.server());
        assertFree(() -> {
            exchange(ends);
            assertEquals(FlowEvent.Kind.PACKET, next(set));
        });
        ends.deallocate();
    }

    private static FlowEvent.Kind next(ReadyFlows set) {
        try {
            return set.next(Duration.ZERO).orElseThrow().kind();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    @Test
    void aMessageOverALayerAllocatesNothing() {
        Ends ends = over(NOTHING);
        assertFree(() -> roundOfTheLoop(ends));
        ends.deallocate();
    }

    @Test
    void aProtectedMessageAllocatesNothing() {
        system.install(new ToyPolicies.XorCipher());
        system.install(new ToyPolicies.Checksum());
        system.install("ordered", new ToyPolicies.Ordered());
        Ends ends = over(SimulatedSystem.everything("ordered"));
        assertFree(() -> roundOfTheLoop(ends));
        ends.deallocate();
    }

    @Test
    void threadsThatWaitForEachOtherAllocateNothing() {
        try (RealSystem real = new RealSystem(4)) {
            Ends ends = real.direct();
            FlowOptions limited =
                    FlowOptions.DEFAULT.withReadTimeout(Duration.ofMinutes(5)).withWriteTimeout(Duration.ofMinutes(5));
            ends.client().options(limited);
            ends.server().options(limited);
            CyclicBarrier warm = new CyclicBarrier(2);
            Worker<Long> writer =
                    Worker.start(() -> measured(warm, () -> ends.client().write(message.clear())));
            Worker<Long> reader =
                    Worker.start(() -> measured(warm, () -> ends.server().read(into.clear())));
            assertTrue(writer.result() < ALLOWED_BYTES, "the writer allocated " + writer.result() + " bytes");
            assertTrue(reader.result() < ALLOWED_BYTES, "the reader allocated " + reader.result() + " bytes");
            ends.deallocate();
        }
    }

    private Ends over(Supplier<Needs> needs) {
        LayerEndpoint first = system.loop.await(system.endpoints.open("first", QUIET, POOR, needs.get()));
        LayerEndpoint second = system.loop.await(system.endpoints.open("second", QUIET, POOR, needs.get()));
        Wire.connect(first, second);
        return new Ends(
                system.endpoints.application(new FlowIdentity(1, "x", QUIET), first, () -> {}),
                system.endpoints.application(new FlowIdentity(2, "x", QUIET), second, () -> {}));
    }

    /** 32 messages in a turn of the loop. */
    private void roundOfTheLoop(Ends ends) {
        if (ends.client().sendQueueLength() < 32) {
            assertTrue(ends.client().tryWrite(message.clear()));
            return;
        }
        system.settle();
        for (int i = 0; i < 32; i++) {
            assertEquals(100, ends.server().tryRead(into.clear()));
        }
        assertEquals(Flow.WOULD_BLOCK, ends.server().tryRead(into.clear()));
    }

    private void exchange(Ends ends) {
        assertTrue(ends.client().tryWrite(message.clear()));
        assertEquals(100, ends.server().tryRead(into.clear()));
    }

    private static void assertFree(Runnable operation) {
        for (int i = 0; i < WARM_UP; i++) {
            operation.run();
        }
        long before = THREADS.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < MESSAGES; i++) {
            operation.run();
        }
        long bytes = THREADS.getCurrentThreadAllocatedBytes() - before;
        assertTrue(bytes < ALLOWED_BYTES, bytes + " bytes for " + MESSAGES + " messages");
    }

    private interface Operation {
        void run() throws InterruptedException;
    }

    private static long measured(CyclicBarrier warm, Operation operation) throws Exception {
        for (int i = 0; i < WARM_UP; i++) {
            operation.run();
        }
        warm.await();
        long before = THREADS.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < MESSAGES; i++) {
            operation.run();
        }
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }
}
