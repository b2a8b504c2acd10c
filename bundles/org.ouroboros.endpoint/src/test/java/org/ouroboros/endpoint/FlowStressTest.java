// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.ouroboros.endpoint.Messages.message;
import static org.ouroboros.endpoint.Messages.ofSize;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ouroboros.api.Flow;
import org.ouroboros.api.FlowDown;
import org.ouroboros.api.FlowEvent;
import org.ouroboros.api.FlowSet;
import org.ouroboros.endpoint.RealSystem.Carrier;
import org.ouroboros.endpoint.SimulatedSystem.Ends;
import org.ouroboros.endpoint.Waiting.Worker;

/** Many threads on the same flows, on a real loop: nothing is lost, doubled or changed, nobody hangs, every packet comes back. */
class FlowStressTest {
    private static final boolean SOAK = Boolean.getBoolean("ouroboros.soak");

    private RealSystem system;

    @BeforeEach
    void start() {
        system = new RealSystem(64);
    }

    @AfterEach
    void nothingIsLeftOver() {
        system.awaitAllReturned();
        system.settle();
        assertEquals(0, system.loop.info().failedTasks());
        system.close();
        assertEquals(0, system.goBack.open.get());
    }

    @ParameterizedTest
    @EnumSource
    void everyMessageArrivesOnceUnchangedAndInOrder(Carrier carrier) {
        long messages = SOAK ? 20_000_000 : 200_000;
        Ends ends = system.connect(carrier);
        Worker<Long> writer = Worker.start(() -> {
            for (long number = 0; number < messages; number++) {
                ends.client().write(Messages.numbered(number));
            }
            return messages;
        });
        Worker<Long> reader = Worker.start(() -> {
            ByteBuffer into = ofSize(2_048);
            for (long number = 0; number < messages; number++) {
                ends.server().read(into.clear());
                assertEquals(number, Messages.number(into.flip()));
            }
            return messages;
        });
        assertEquals(messages, writer.resultWithin(SOAK ? Duration.ofMinutes(10) : Duration.ofMinutes(2)));
        assertEquals(messages, reader.result());
        assertEquals(0, ends.server().counters().dropped());
        assertEquals(messages, ends.server().counters().receivedPackets());
        ends.deallocate();
    }

    /** The queue is nearly always empty or full, so every message needs a wake-up, and readers and writers take turns. */
    @ParameterizedTest
    @EnumSource
    void noWakeUpIsLostAmongManyReadersAndWriters(Carrier carrier) {
        system.close();
        system = new RealSystem(4);
        int each = SOAK ? 500_000 : 10_000;
        int threads = 3;
        Ends ends = system.connect(carrier);
        BitSet seen = new BitSet();
        List<Worker<Integer>> workers = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            int first = t * each;
            workers.add(Worker.start(t == 0, () -> {
                for (int i = 0; i < each; i++) {
                    ends.client().write(Messages.numbered(first + i));
                }
                return each;
            }));
            workers.add(Worker.start(t == 1, () -> {
                ByteBuffer into = ofSize(2_048);
                for (int i = 0; i < each; i++) {
                    ends.server().read(into.clear());
                    int number = (int) Messages.number(into.flip());
                    synchronized (seen) {
                        assertTrue(!seen.get(number), "message " + number + " twice");
                        seen.set(number);
                    }
                }
                return each;
            }));
        }
        for (Worker<Integer> worker : workers) {
            assertEquals(each, worker.resultWithin(SOAK ? Duration.ofMinutes(10) : Duration.ofMinutes(2)));
        }
        assertEquals(threads * each, seen.cardinality());
        ends.deallocate();
    }

    @ParameterizedTest
    @EnumSource
    void aBallGoesBackAndForth(Carrier carrier) {
        int rounds = SOAK ? 300_000 : 5_000;
        Ends ends = system.connect(carrier);
        Worker<Integer> wall = Worker.start(true, () -> bounce(ends.server(), rounds));
        Worker<Integer> player = Worker.start(() -> {
            ends.client().write(message("ball"));
            return bounce(ends.client(), rounds - 1);
        });
        assertEquals(rounds, wall.resultWithin(Duration.ofMinutes(SOAK ? 10 : 2)));
        assertEquals(rounds - 1, player.result());
        ends.deallocate();
    }

    @ParameterizedTest
    @EnumSource
    void bothEndsMayBeDeallocatedAtAnyMomentByAnyThread(Carrier carrier) throws Exception {
        int rounds = SOAK ? 20_000 : carrier == Carrier.DIRECT ? 1_500 : 500;
        SplittableRandom random = new SplittableRandom(1);
        int threads = 6;
        CyclicBarrier round = new CyclicBarrier(threads + 1);
        AtomicInteger number = new AtomicInteger();
        Ends[] current = new Ends[1];
        boolean[] over = new boolean[1];
        int[] patience = new int[threads];
        List<Worker<Integer>> workers = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            int role = t;
            workers.add(Worker.start(() -> {
                while (true) {
                    round.await();
                    if (over[0]) {
                        return role;
                    }
                    play(role, current[0], patience[role]);
                    round.await();
                }
            }));
        }
        for (int i = 0; i < rounds; i++) {
            current[0] = system.connect(carrier);
            if (random.nextBoolean()) {
                current[0].server().listen(event -> number.incrementAndGet());
            }
            for (int t = 0; t < threads; t++) {
                patience[t] = random.nextInt(2_000);
            }
            round.await();
            round.await();
            current[0].deallocate(); // whoever did not come to it
            Waiting.until(
                    () -> system.pool.outstanding() == 0, () -> system.pool.outstanding() + " packets are missing");
        }
        over[0] = true;
        round.await();
        workers.forEach(Worker::result);
        assertEquals(2 * rounds, system.releases.get());
    }

    private static void play(int role, Ends ends, int patience) throws InterruptedException {
        try {
            ByteBuffer into = ofSize(50); // in pieces
            switch (role) {
                case 0 -> {
                    while (true) {
                        ends.client().write(Messages.numbered(7));
                    }
                }
                case 1 -> {
                    while (true) {
                        ends.server().read(into.clear());
                    }
                }
                case 2 -> {
                    while (true) {
                        ends.server().write(Messages.numbered(5));
                    }
                }
                case 3 -> {
                    while (true) {
                        ends.client().read(into.clear());
                    }
                }
                case 4 -> {
                    spin(patience);
                    ends.client().deallocate();
                }
                default -> {
                    spin(patience);
                    ends.server().deallocate();
                }
            }
        } catch (FlowDown expected) {
            // the other role's move
        }
    }

    private static void spin(int turns) {
        for (int i = 0; i < turns; i++) {
            Thread.onSpinWait();
        }
    }

    @Test
    void whatWasWrittenBeforeADeallocationIsReadHoweverTheyRace() {
        int rounds = SOAK ? 50_000 : 2_000;
        for (int i = 0; i < rounds; i++) {
            Ends ends = system.direct();
            int messages = i % 40;
            Worker<Integer> writer = Worker.start(true, () -> {
                for (int number = 0; number < messages; number++) {
                    ends.client().write(Messages.numbered(number));
                }
                ends.client().deallocate();
                return messages;
            });
            Worker<Integer> reader = Worker.start(true, () -> {
                ByteBuffer into = ofSize(2_048);
                int read = 0;
                while (true) {
                    try {
                        ends.server().read(into.clear());
                    } catch (FlowDown down) {
                        return read;
                    }
                    assertEquals(read++, Messages.number(into.flip()));
                }
            });
            assertEquals(messages, writer.result());
            assertEquals(messages, reader.result());
            ends.server().deallocate();
        }
    }

    @Test
    void aListenerThatComesInTheMiddleIsToldOfEveryMessageOnce() throws Exception {
        system.close();
        system = new RealSystem(1_024);
        int rounds = SOAK ? 5_000 : 200;
        for (int i = 0; i < rounds; i++) {
            Ends ends = system.direct();
            CyclicBarrier start = new CyclicBarrier(2);
            Worker<Integer> writer = Worker.start(() -> {
                start.await();
                for (int number = 0; number < 1_000; number++) {
                    ends.client().write(message("x"));
                }
                return 1_000;
            });
            AtomicInteger former = new AtomicInteger();
            AtomicInteger latter = new AtomicInteger();
            start.await();
            ends.server().listen(event -> former.incrementAndGet());
            spin(i % 100 * 50);
            ends.server().listen(event -> latter.incrementAndGet());
            assertEquals(1_000, writer.result());
            Waiting.until(() -> latter.get() >= 1_000, () -> "told of " + latter.get());
            system.settle(); // which may tell the rest of a long turn
            assertEquals(1_000, latter.get());
            assertTrue(former.get() <= 1_000);
            ends.deallocate();
        }
    }

    @Test
    void aListenerIsCalledOnceAtATime() {
        int messages = SOAK ? 1_000_000 : 20_000;
        Ends ends = system.direct();
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger overlaps = new AtomicInteger();
        AtomicLong packets = new AtomicLong();
        ByteBuffer into = ofSize(100);
        ends.server().listen(event -> {
            overlaps.addAndGet(inside.getAndIncrement());
            if (event.kind() == FlowEvent.Kind.PACKET) {
                packets.incrementAndGet();
                ends.server().tryRead(into.clear());
            }
            inside.decrementAndGet();
        });
        List<Worker<Integer>> workers = new ArrayList<>();
        for (int t = 0; t < 2; t++) {
            workers.add(Worker.start(() -> {
                for (int i = 0; i < messages; i++) {
                    ends.client().write(message("x"));
                }
                return messages;
            }));
        }
        workers.forEach(Worker::result);
        Waiting.until(() -> packets.get() == 2L * messages, () -> "told of " + packets.get());
        assertEquals(0, overlaps.get());
        ends.deallocate();
    }

    @Test
    void aSetServesManyFlowsWithManyThreads() {
        int flows = 8;
        int each = SOAK ? 200_000 : 5_000;
        FlowSet set = new ReadyFlows(new NoAllocator());
        List<Ends> open = new ArrayList<>();
        List<Worker<Integer>> writers = new ArrayList<>();
        AtomicInteger events = new AtomicInteger();
        AtomicInteger read = new AtomicInteger();
        for (int i = 0; i < flows; i++) {
            Ends ends = i % 2 == 0 ? system.direct() : system.connect(Carrier.LAYER);
            open.add(ends);
            writers.add(Worker.start(true, () -> {
                for (int number = 0; number < each; number++) {
                    ends.client().write(Messages.numbered(number));
                }
                return each;
            }));
        }
        List<Worker<Integer>> servers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            servers.add(Worker.start(() -> serve(set, events, read)));
        }
        open.forEach(ends -> set.add(ends.server()));
        writers.forEach(Worker::result);
        Waiting.until(() -> events.get() == flows * each, () -> events.get() + " events");
        Waiting.until(() -> read.get() == flows * each, () -> read.get() + " messages");
        set.close();
        servers.forEach(Worker::result);
        open.forEach(Ends::deallocate);
    }

    private static int serve(FlowSet set, AtomicInteger events, AtomicInteger read) throws InterruptedException {
        ByteBuffer into = ofSize(2_048);
        while (true) {
            Optional<FlowEvent> event = set.next(Duration.ofMinutes(5));
            if (event.isEmpty()) {
                return events.get();
            }
            events.incrementAndGet();
            event.get().flow().read(into.clear());
            Messages.number(into.flip());
            read.incrementAndGet();
        }
    }

    private static int bounce(Flow flow, int rounds) throws InterruptedException {
        ByteBuffer ball = ofSize(100);
        for (int i = 0; i < rounds; i++) {
            flow.read(ball.clear());
            try {
                flow.write(ball.flip());
            } catch (FlowDown gone) {
                return i + 1;
            }
        }
        return rounds;
    }
}
