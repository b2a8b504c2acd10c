// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.virtual;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

/** Everything that can be done to the members of a link, at random times. */
class VirtualIpcpSimulationTest {
    private static final int STEPS = 400;
    private static final int MEMBERS = 3;
    private static final long SPAN_NS = TimeUnit.SECONDS.toNanos(1);
    private static final long ANSWER_NS = TimeUnit.MILLISECONDS.toNanos(50);

    /** A flow that was asked for; {@code reply} completes as the allocation does. */
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
    void whateverIsDoneEveryFlowEndsAtBothEndsAndEveryPacketIsReleased(long seed) {
        new Simulation(seed).run();
    }

    private static final class Simulation {
        private final SimulatedLoop loop;
        private final RandomGenerator random;
        private final PacketPool pool = new PacketPool(4 << 20);
        private final VirtualIpcpType type = new VirtualIpcpType();
        private final List<VirtualIpcp> members = new ArrayList<>();
        private final Set<VirtualIpcp> closed = new HashSet<>();
        private final List<Connection> connections = new ArrayList<>();
        private final List<NameHash> names = IntStream.range(0, 3)
                .mapToObj(i -> NameHash.of("name" + i, HashAlgorithm.SHA3_256))
                .toList();

        Simulation(long seed) {
            loop = new SimulatedLoop(seed);
            random = loop.random();
        }

        void run() {
            Map<String, String> options = options();
            for (int i = 0; i < MEMBERS; i++) {
                join(options);
            }
            for (int step = 0; step < STEPS; step++) {
                at(SPAN_NS, this::step);
            }
            for (int i = random.nextInt(MEMBERS + 1); i > 0; i--) {
                at(SPAN_NS, this::replace);
            }
            loop.run();
            connections.forEach(this::checkEnds);
            connections.stream().flatMap(Connection::connected).forEach(this::release);
            loop.run();
            connections.forEach(this::checkTold);
            assertEquals(0, members.stream().flatMap(VirtualIpcp::flows).count());
            assertEquals(0, pool.outstanding());
        }

        private Map<String, String> options() {
            Map<String, String> options = new HashMap<>();
            for (String option : List.of("loss", "duplicate", "reorder")) {
                options.put(option, random.nextBoolean() ? "0" : "0.3");
            }
            options.put("delay_ms", random.nextBoolean() ? "0" : "20");
            options.put("rate", random.nextBoolean() ? "0" : "20000");
            options.put("queue", random.nextBoolean() ? "3" : "100");
            return options;
        }

        private void join(Map<String, String> options) {
            TestHost host = new TestHost("member" + members.size(), loop, pool);
            host.acceptor().decide(this::arrived);
            VirtualIpcp member = (VirtualIpcp) type.create(host);
            member.bootstrap(new LayerConfig("lan", options)).join();
            members.add(member);
        }

        private void step() {
            switch (random.nextInt(10)) {
                case 0, 1 -> manage(member()::register);
                case 2 -> manage(member()::unregister);
                case 3, 4, 5 -> allocate();
                case 6 -> someParty().ifPresent(this::release);
                default -> someParty().ifPresent(this::burst);
            }
        }

        private void manage(Function<NameHash, CompletableFuture<Void>> request) {
            request.apply(oneOf(names)).join();
        }

        private void allocate() {
            byte[] number = ByteBuffer.allocate(Integer.BYTES)
                    .putInt(connections.size())
                    .array();
            Connection connection = new Connection(new Party(pool), new Party(pool), new CompletableFuture<>());
            connections.add(connection);
            Stream.of(connection.client, connection.server)
                    .forEach(party -> party.onReceive(it -> answer(party)).onWritable(() -> burst(party)));
            var _ = member().allocate(new Allocation(oneOf(names), QosSpec.RAW, number, connection.client))
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
                if (random.nextBoolean() || party.flow().writable()) {
                    party.sendNext();
                }
            }
        }

        private void release(Party party) {
            if (!party.over()) {
                party.deallocate();
            }
        }

        /** A member leaves and another one comes. */
        private void replace() {
            VirtualIpcp leaving = member();
            closed.add(leaving);
            leaving.close();
            join(Map.of());
        }

        /** Nobody is left with a flow whose other end is gone. */
        private void checkEnds(Connection connection) {
            assertTrue(connection.reply.isDone());
            if (!connection.accepted()) {
                assertEquals(List.of(), connection.client.told());
                assertEquals(List.of(), connection.client.received());
                assertEquals(List.of(), connection.server.received());
            } else if (connection.connected().anyMatch(party -> party.over() || down(party))) {
                connection.connected().forEach(party -> assertTrue(party.over() || down(party)));
            }
        }

        private void checkTold(Connection connection) {
            Stream.of(connection.client, connection.server)
                    .flatMap(party -> party.told().stream())
                    .forEach(event -> assertFalse(event.endsWith(Party.AFTER_THE_END), event));
            checkPackets(connection.client, connection.server);
            checkPackets(connection.server, connection.client);
        }

        private void checkPackets(Party to, Party from) {
            assertTrue(to.received().stream().allMatch(number -> number < from.sent()));
            assertTrue(to.received().size() <= 2 * from.sent());
        }

        private static boolean down(Party party) {
            return party.told().contains("down");
        }

        private VirtualIpcp member() {
            return oneOf(
                    members.stream().filter(member -> !closed.contains(member)).toList());
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
