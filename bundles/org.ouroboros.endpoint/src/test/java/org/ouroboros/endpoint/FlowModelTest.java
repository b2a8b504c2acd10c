// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ouroboros.api.Flow;
import org.ouroboros.api.FlowDown;
import org.ouroboros.api.FlowEvent;
import org.ouroboros.api.FlowState;
import org.ouroboros.api.MessageTooLarge;

/** Random operations on both ends of a flow that loses nothing, against a model of what each must see. */
class FlowModelTest {
    private static final int OPERATIONS = 2_000;

    static LongStream seeds() {
        return LongStream.range(0, Boolean.getBoolean("ouroboros.soak") ? 2_000 : 25);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void aDirectFlowIsWhatTheModelSays(long seed) {
        SimulatedSystem system = new SimulatedSystem(seed, 8);
        new Run(system, system.direct(), seed).run();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void aFlowOverALayerIsWhatTheModelSays(long seed) {
        SimulatedSystem system = new SimulatedSystem(seed, 8);
        ToyLink link = system.link(new ToyLink.Terms(100_000, 0, 0, 3, false));
        system.install("goback", new ToyPolicies.GoBack(system.pool));
        new Run(system, system.over(link, SimulatedSystem.QUIET, SimulatedSystem.reliable("goback")), seed).run();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void aFlowOverALayerOfItsOwnSystemIsWhatTheModelSays(long seed) {
        SimulatedSystem system = new SimulatedSystem(seed, 8);
        ToyLink link = system.link(ToyLink.Terms.LOCAL);
        new Run(system, system.over(link, SimulatedSystem.QUIET, SimulatedSystem.NOTHING), seed).run();
    }

    /** One run. */
    private static final class Run {
        private final SimulatedSystem system;
        private final SplittableRandom random;
        private final End client;
        private final End server;

        Run(SimulatedSystem system, SimulatedSystem.Ends ends, long seed) {
            this.system = system;
            this.random = new SplittableRandom(seed);
            this.client = new End(ends.client());
            this.server = new End(ends.server());
            client.other = server;
            server.other = client;
        }

        void run() {
            int end = random.nextInt(OPERATIONS / 2, OPERATIONS);
            for (int i = 0; i < end; i++) {
                step(random.nextBoolean() ? client : server, 10);
            }
            client.mark(false); // a flow that is down may lose what is under way
            server.mark(false);
            system.loop.runFor(Duration.ofMillis(1));
            End first = random.nextBoolean() ? client : server;
            first.flow.deallocate();
            first.deallocated = true;
            for (int i = 0; i < 50; i++) {
                step(random.nextInt(4) == 0 ? first : first.other, 9);
            }
            drain(first.other);
            assertEquals(first.written, first.other.events + first.other.unheard, "events of messages");
            first.other.flow.deallocate();
            system.loop.run();
            assertEquals(0, system.pool.outstanding());
            assertEquals(0, system.loop.info().armedTimers());
            assertEquals(1, system.clientReleases);
            assertEquals(1, system.serverReleases);
        }

        /** Reads everything that the peer wrote before it left. */
        private void drain(End end) {
            end.options(true);
            for (int i = 0; !end.expected.isEmpty() || end.current != null || end.endUnread; i++) {
                assertTrue(i < 100_000, () -> end.expected.size() + " messages did not arrive");
                system.loop.runFor(Duration.ofMillis(1));
                end.read(1_500);
            }
            assertTrue(system.loop.runUntil(() -> end.flow.state() == FlowState.PEER_DEALLOCATED));
        }

        /** Does one of the first so many operations. */
        private void step(End end, int operations) {
            switch (random.nextInt(operations)) {
                case 0, 1, 2, 3 -> end.write(1 + random.nextInt(300));
                case 4, 5, 6 -> end.read(1 + random.nextInt(400));
                case 7 -> end.options(random.nextBoolean());
                case 8 -> {
                    end.listen();
                    system.loop.runFor(Duration.ofNanos(random.nextInt(600_000)));
                }
                default -> end.mark(random.nextInt(4) == 0);
            }
        }

        /** One end, and what it must read. */
        private final class End {
            private final ApplicationFlow flow;
            private final Deque<byte[]> expected = new ArrayDeque<>();
            private End other = this;
            private byte @Nullable [] current; // what is left of the message that is being read
            private boolean endUnread;
            private boolean partial = true;
            private boolean deallocated;
            private boolean listening;
            private int written;
            private int unheard; // messages that were read before anybody listened
            private int events;

            End(ApplicationFlow flow) {
                this.flow = flow;
            }

            void write(int size) {
                byte[] message = new byte[size];
                random.nextBytes(message);
                try {
                    if (flow.tryWrite(ByteBuffer.wrap(message))) {
                        other.expected.add(message);
                        written++;
                    }
                } catch (FlowDown down) {
                    assertNotEquals(FlowState.UP, flow.state());
                }
            }

            void read(int room) {
                ByteBuffer into = ByteBuffer.allocate(room);
                try {
                    int count = flow.tryRead(into);
                    check(count, room, into);
                } catch (FlowDown down) {
                    assertNotEquals(FlowState.UP, flow.state());
                    endUnread = false;
                    if (!deallocated && down.state() == FlowState.PEER_DEALLOCATED) {
                        assertTrue(expected.isEmpty() && current == null, "down before everything was read");
                    }
                } catch (MessageTooLarge tooLarge) {
                    boolean begun = current != null;
                    assertTrue(!partial && next().length > room);
                    current = null;
                    endUnread = false;
                    if (!begun) {
                        taken();
                    }
                }
            }

            private void check(int count, int room, ByteBuffer into) {
                if (endUnread) {
                    endUnread = false;
                    if (partial) {
                        assertEquals(0, count);
                        return;
                    }
                }
                if (count == Flow.WOULD_BLOCK) {
                    assertTrue(current == null && flow.receiveQueueLength() == 0);
                    return;
                }
                boolean begun = current != null;
                byte[] message = next();
                assertEquals(Math.min(room, message.length), count);
                byte[] read = new byte[count];
                into.flip().get(read);
                assertArrayEquals(Arrays.copyOf(message, count), read);
                current = count == message.length ? null : Arrays.copyOfRange(message, count, message.length);
                endUnread = partial && count == message.length && count == room;
                if (!begun) {
                    taken();
                }
            }

            private byte[] next() {
                return current != null ? current : expected.remove();
            }

            /** A message left the queue: without a listener so far, nobody will ever be told of it. */
            private void taken() {
                if (!listening) {
                    unheard++;
                }
            }

            void options(boolean newPartial) {
                partial = newPartial;
                flow.options(flow.options().withPartialReads(newPartial));
            }

            void listen() {
                if (!listening && !deallocated) {
                    listening = true;
                    flow.listen(event -> events += event.kind() == FlowEvent.Kind.PACKET ? 1 : 0);
                }
            }

            void mark(boolean down) {
                if (down) {
                    flow.markDown();
                } else {
                    flow.markUp();
                }
            }
        }
    }
}
