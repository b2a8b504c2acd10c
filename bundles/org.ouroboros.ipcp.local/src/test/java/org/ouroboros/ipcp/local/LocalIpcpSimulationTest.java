// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ouroboros.api.FlowRefused;
import org.ouroboros.api.FlowRefused.Reason;
import org.ouroboros.api.QosSpec;
import org.ouroboros.loop.simulation.SimulatedLoop;
import org.ouroboros.packet.PacketPool;
import org.ouroboros.policy.ipcp.Allocation;
import org.ouroboros.policy.ipcp.HashAlgorithm;
import org.ouroboros.policy.ipcp.LayerConfig;
import org.ouroboros.policy.ipcp.NameHash;

/** Everything that can be done to a local IPCP, at random times. */
class LocalIpcpSimulationTest {
    private static final int STEPS = 400;
    private static final long SPAN_NS = TimeUnit.SECONDS.toNanos(1);
    private static final long ANSWER_NS = TimeUnit.MILLISECONDS.toNanos(50);

    private record Connection(Party client, Party server, CompletableFuture<Allocation.Reply> reply) {
        boolean accepted() {
            return reply.state() == Future.State.SUCCESS;
        }

        Stream<Party> connected() {
            return Stream.of(client, server).filter(Party::connected);
        }
    }

    static LongStream seeds() {
        return LongStream.range(0, Boolean.getBoolean("ouroboros.soak") ? 10_000 : 100);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void whateverIsDoneEveryFlowIsPerfectUntilItEndsAtBothEnds(long seed) {
        new Simulation(seed).run();
    }

    private static final class Simulation {
        private final SimulatedLoop loop;
        private final RandomGenerator random;
        private final PacketPool pool = new PacketPool(1 << 20);
        private final TestHost host;
        private final LocalIpcp ipcp;
        private final List<NameHash> names = IntStream.range(0, 3)
                .mapToObj(i -> NameHash.of("name" + i, HashAlgorithm.SHA3_256))
                .toList();
        private final List<Connection> connections = new ArrayList<>();
        private boolean closed;

        Simulation(long seed) {
            loop = new SimulatedLoop(seed);
            random = loop.random();
            host = new TestHost(loop, pool);
            ipcp = new LocalIpcp(host);
        }

        void run() {
            loop.await(ipcp.bootstrap(new LayerConfig("host", Map.of())));
            host.acceptor(this::arrived);
            for (int step = 0; step < STEPS; step++) {
                at(SPAN_NS, this::step);
            }
            if (random.nextBoolean()) {
                at(SPAN_NS, this::close);
            }
            loop.run();
            connections.forEach(this::checkEnds);
            connections.stream().flatMap(Connection::connected).forEach(this::release);
            loop.run();
            connections.forEach(this::checkPackets);
            assertEquals(0, ipcp.ends());
            assertEquals(0, pool.outstanding());
        }

        private void step() {
            switch (random.nextInt(10)) {
                case 0, 1 -> manage(ipcp::register);
                case 2 -> manage(ipcp::unregister);
                case 3, 4, 5 -> allocate();
                case 6 -> someParty().ifPresent(this::release);
                case 7 -> someParty().ifPresent(this::mark);
                default -> someParty().ifPresent(this::burst);
            }
        }

        private void manage(Function<NameHash, CompletableFuture<Void>> request) {
            if (!closed) {
                request.apply(oneOf(names)).join();
            }
        }

        private void allocate() {
            if (closed) {
                return;
            }
            byte[] number = ByteBuffer.allocate(Integer.BYTES)
                    .putInt(connections.size())
                    .array();
            Connection connection = new Connection(new Party(pool), new Party(pool), new CompletableFuture<>());
            connections.add(connection);
            Stream.of(connection.client, connection.server).forEach(party -> party.onReceive(it -> answer(party)));
            var _ = ipcp.allocate(new Allocation(oneOf(names), QosSpec.RAW, number, connection.client))
                    .whenComplete((reply, failure) -> {
                        if (reply == null) {
                            connection.reply.completeExceptionally(failure);
                        } else {
                            connection.client.with(reply.flow());
                            connection.reply.complete(reply);
                        }
                    });
        }

        private CompletableFuture<Allocation.Acceptance> arrived(Allocation.Arrival arrival) {
            Party server = connections.get(ByteBuffer.wrap(arrival.oap()).getInt()).server;
            server.with(arrival.flow());
            CompletableFuture<Allocation.Acceptance> answer = new CompletableFuture<>();
            switch (random.nextInt(4)) {
                case 0 -> answer.complete(new Allocation.Acceptance(server, new byte[0]));
                case 1 -> at(ANSWER_NS, () -> answer.completeExceptionally(new FlowRefused(Reason.NO_ACCEPTOR, "no")));
                default -> at(ANSWER_NS, () -> answer.complete(new Allocation.Acceptance(server, new byte[0])));
            }
            return answer;
        }

        private void answer(Party party) {
            if (random.nextInt(3) > 0) {
                burst(party);
            }
        }

        private void burst(Party party) {
            for (int left = random.nextInt(3); left > 0 && !party.over(); left--) {
                party.sendNext();
            }
        }

        private void mark(Party party) {
            if (random.nextBoolean()) {
                party.flow().markDown();
            } else {
                party.flow().markUp();
            }
        }

        private void release(Party party) {
            if (!party.over()) {
                party.deallocate();
            }
        }

        private void close() {
            closed = true;
            ipcp.close();
        }

        /** Nobody is left with a flow whose other end is gone. */
        private void checkEnds(Connection connection) {
            assertTrue(connection.reply.isDone());
            Stream.of(connection.client, connection.server)
                    .flatMap(party -> party.told().stream())
                    .forEach(event -> assertFalse(event.endsWith(Party.AFTER_THE_END), event));
            if (connection.accepted() && (closed || connection.connected().anyMatch(Party::over))) {
                connection
                        .connected()
                        .forEach(
                                party -> assertTrue(party.over() || party.told().contains("down")));
            }
            if (!connection.accepted()) {
                assertEquals(List.of(), connection.client.told());
                assertEquals(List.of(), connection.server.received());
            }
        }

        /** Packets come once, in order, and all of them if the other end ended the flow while the layer was there. */
        private void checkPackets(Connection connection) {
            checkPackets(connection.client, connection.server);
            checkPackets(connection.server, connection.client);
        }

        private void checkPackets(Party to, Party from) {
            List<Long> received = to.received();
            assertEquals(LongStream.range(0, received.size()).boxed().toList(), received);
            if (to.told().contains("deallocated") && !closed) {
                assertEquals(from.sent(), received.size());
            }
        }

        private Optional<Party> someParty() {
            List<Party> parties = connections.stream()
                    .flatMap(Connection::connected)
                    .filter(party -> !party.over())
                    .toList();
            return parties.isEmpty() ? Optional.empty() : Optional.of(oneOf(parties));
        }

        private <T> T oneOf(List<T> list) {
            return list.get(random.nextInt(list.size()));
        }

        private void at(long withinNs, Runnable task) {
            loop.at(random.nextLong(withinNs), task);
        }
    }
}
