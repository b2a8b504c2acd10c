// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.unicast;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ouroboros.api.QosSpec;
import org.ouroboros.ipcp.unicast.Component.Kind;
import org.ouroboros.ipcp.unicast.wire.CepMessage;
import org.ouroboros.loop.LoopTimer;
import org.ouroboros.packet.Packet;
import org.ouroboros.policy.ipcp.FlowUser;
import org.ouroboros.policy.ipcp.IpcpHost;
import org.ouroboros.policy.ipcp.LayerFlow;
import org.ouroboros.policy.ipcp.LayerRefused;
import org.ouroboros.policy.ipcp.MemberState;

/**
 * Makes connections between components of neighbours: allocates N-1 flows and accepts them, and has the two ends introduce themselves
 * (network specification, section 4.2). Confined to the loop.
 */
final class ConnectionManager implements AutoCloseable {
    /** Flows that are no connections yet, at most. */
    static final int MOST_PENDING = 256;

    /**
     * How long a flow may take to be allocated. A layer over UDP does not send a lost request again, so who waits long after a neighbour was
     * away waits for nothing; a new request is what helps.
     */
    private static final long ALLOCATION_NS = TimeUnit.SECONDS.toNanos(6);

    /** How long a flow may stay down before it is given up. */
    private static final long PATIENCE_NS = TimeUnit.SECONDS.toNanos(5);

    private final IpcpHost host;
    private final LongSupplier ownAddress;
    private final Consumer<String> met;
    private final Namesakes namesakes;
    private final Map<Kind, Component> components = new EnumMap<>(Kind.class);
    private final Set<Connection> pending = new HashSet<>();
    private final SequencedMap<Connection, Held> connections = new LinkedHashMap<>();
    private long refused;

    /**
     * Makes a manager without components.
     *
     * @param host what the system does for this IPCP
     * @param ownAddress address of this member; 0 while it has none
     * @param met is told the name of each neighbour that an operator connected
     */
    ConnectionManager(IpcpHost host, LongSupplier ownAddress, Consumer<String> met) {
        this.host = host;
        this.ownAddress = ownAddress;
        this.met = met;
        this.namesakes = new Namesakes(host.ipcp());
    }

    /** Has a component get the connections of its kind. */
    void serve(Kind kind, Component component) {
        components.put(kind, component);
    }

    /** {@return flows of neighbours that were given up before they became connections} */
    long refused() {
        return refused;
    }

    /**
     * Connects to a component of a neighbour.
     *
     * @param kind which
     * @param component gets the connection
     * @param destination name of the neighbour
     * @param qos QoS of the N-1 flow
     * @return completes with the connection, which the component has by then, or with {@link LayerRefused}
     */
    CompletableFuture<Connection> connect(Kind kind, Component component, String destination, QosSpec qos) {
        CompletableFuture<Connection> result = new CompletableFuture<>();
        Connection connection = new Connection(
                host.pool(), Optional.of(destination), kind == Kind.DATA_TRANSFER); // its packets say for whom they are
        Awaited awaited = new Awaited(kind, component, connection, result);
        pending.add(connection);
        LoopTimer limit = host.loop().timer(() -> {
            connection.release();
            awaited.failed("its N-1 flow was not allocated: no answer within "
                    + TimeUnit.NANOSECONDS.toSeconds(ALLOCATION_NS)
                    + " s; start the neighbour, or mend the layer below");
        });
        limit.arm(ALLOCATION_NS);
        host.allocate(destination, qos, connection).whenComplete((flow, failure) -> {
            limit.cancel();
            if (failure != null) {
                awaited.failed("its N-1 flow was not allocated: " + message(failure));
                return;
            }
            connection.attach(flow);
            if (connection.isOver()) {
                awaited.failed("the N-1 flow ended at once");
                return;
            }
            Handshake.await(host.loop(), connection, awaited);
            connection.send(introduction(kind).encode());
        });
        return result;
    }

    /**
     * Takes a flow that a neighbour allocated.
     *
     * @param flow the flow
     * @return takes what arrives on it
     * @throws LayerRefused if too many neighbours have not introduced themselves yet
     */
    FlowUser accept(LayerFlow flow) {
        if (pending.size() >= MOST_PENDING) {
            throw new LayerRefused(MOST_PENDING + " neighbours of '" + host.ipcp()
                    + "' have not introduced themselves yet: try again");
        }
        Connection connection = new Connection(host.pool(), Optional.empty(), false);
        connection.attach(flow);
        pending.add(connection);
        Handshake.await(host.loop(), connection, new Accepted(connection));
        return connection;
    }

    /** Gives a connection back: its flow is released, and the component is not told. */
    void release(Connection connection) {
        connections.remove(connection);
        connection.release();
    }

    /**
     * Ends the connections of a component to a neighbour, whoever made them.
     *
     * @param kind which component
     * @param component is told
     * @param neighbour name of the neighbour
     * @return whether there was one
     */
    boolean disconnect(Kind kind, Component component, String neighbour) {
        List<Held> ended = connections.entrySet().stream()
                .filter(each -> each.getValue().kind == kind
                        && each.getKey().neighbour().filter(neighbour::equals).isPresent())
                .map(Map.Entry::getValue)
                .toList();
        ended.forEach(held -> {
            component.removed(held.connection); // what it has to say of that, it says before the farewell
            component.leaving(held.connection);
            release(held.connection);
        });
        return !ended.isEmpty();
    }

    /** {@return whether a component is connected to a neighbour that this member connected to} */
    boolean isConnected(Kind kind, String neighbour) {
        return connections.entrySet().stream()
                .anyMatch(each -> each.getValue().kind == kind
                        && each.getKey().destination().filter(neighbour::equals).isPresent());
    }

    /** {@return the other name under which this member has connected to the neighbour at an address, with a flow that is up} */
    private Optional<String> otherName(Kind kind, long address, Connection fresh) {
        return kind.managed().isEmpty()
                ? Optional.empty()
                : connections.values().stream()
                        .filter(held ->
                                held.kind == kind && held.connection.address() == address && held.connection.isUp())
                        .flatMap(held -> held.connection.destination().stream())
                        .filter(name -> !fresh.destination().orElseThrow().equals(name))
                        .findFirst();
    }

    /** {@return names of the neighbours there are connections to, for people} */
    String neighbours() {
        String names = connections.keySet().stream()
                .flatMap(connection -> connection.neighbour().stream())
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
        return names.isEmpty() ? "none" : names;
    }

    /**
     * Leaves the N-1 flows of data transfer and management to a successor; neighbours are not told. What is no connection yet is released.
     *
     * @param waiting takes the packets that wait for a flow
     * @return the flows
     */
    List<MemberState.Lower> handOver(Function<Connection, List<Packet>> waiting) {
        List.copyOf(pending).forEach(connection -> connection.lose("the IPCP was replaced"));
        List<MemberState.Lower> left = new ArrayList<>();
        connections.forEach((connection, held) -> {
            held.patience.cancel();
            if (held.kind.managed().isPresent()) {
                LeftConnection facts = new LeftConnection(
                        held.kind, connection.address(), connection.destination(), connection.introducedAs());
                left.add(new MemberState.Lower(connection.leave(), facts.facts(), waiting.apply(connection)));
            } else {
                connection.release();
            }
        });
        connections.clear();
        return left;
    }

    /** {@return a connection that a predecessor had, which the component of its kind has now} Its flow is still to be taken. */
    Connection resume(LeftConnection left, LayerFlow flow) {
        Connection connection = new Connection(host.pool(), left.destination(), left.kind() == Kind.DATA_TRANSFER);
        connection.attach(flow);
        connection.introduced(left.address(), left.neighbour());
        Component component = Objects.requireNonNull(components.get(left.kind()));
        Held held = new Held(left.kind(), component, connection);
        connections.put(connection, held);
        connection.hand(held);
        component.added(connection);
        return connection;
    }

    /** Gives all connections up, the latest first: data transfer before the management that it needs. */
    @Override
    public void close() {
        List.copyOf(pending).forEach(connection -> connection.lose("the IPCP left the layer"));
        pending.clear();
        connections.sequencedValues().reversed().forEach(held -> {
            held.component.leaving(held.connection);
            held.connection.release();
        });
        connections.clear();
    }

    private CepMessage introduction(Kind kind) {
        long address = kind == Kind.ENROLMENT ? 0 : ownAddress.getAsLong();
        return new CepMessage(
                kind.wireName(), kind.protocol(), kind.version(), kind.syntax(), address, Optional.of(host.ipcp()));
    }

    /** Whether this member introduced itself to itself. */
    private boolean isOwn(Kind kind, CepMessage introduction) {
        return kind != Kind.ENROLMENT && introduction.address() == ownAddress.getAsLong();
    }

    /** Makes a connection of a flow whose ends know each other. */
    private void establish(Kind kind, Component component, Connection connection, CepMessage peer) {
        pending.remove(connection);
        connection.introduced(peer.address(), peer.ipcp());
        if (kind == Kind.DATA_TRANSFER) {
            namesakes.look(
                    connections.values().stream()
                            .filter(held -> held.kind == Kind.DATA_TRANSFER)
                            .map(held -> held.connection),
                    connection);
        }
        Held held = new Held(kind, component, connection);
        connections.put(connection, held);
        connection.hand(held);
        component.added(connection);
        if (kind == Kind.DATA_TRANSFER) {
            loseManagementOfAnother(connection);
            connection.neighbour().ifPresent(met);
        }
    }

    /**
     * Gives up the management of a neighbour to whom no data transfer is left: that it is gone, management notices late. A neighbour that is
     * there and only gave up data transfer is told, and connects again if it connected before. A member of the prototype may wait for the next
     * packet of the very flow, and reads nothing else until that comes: so the flow stays, for {@link #loseManagementOfAnother} to give up.
     */
    private void loseManagement(Connection dataTransfer, String reason) {
        List<Held> between = connections.values().stream()
                .filter(held -> held.connection.address() == dataTransfer.address()
                        && held.connection.destination().equals(dataTransfer.destination()))
                .toList();
        if (!dataTransfer.isToPrototype() && between.stream().noneMatch(held -> held.kind == Kind.DATA_TRANSFER)) {
            loseManagement(between.stream(), reason);
        }
    }

    /** Gives up the management of whoever had the name of a neighbour before, when another member has it now. */
    private void loseManagementOfAnother(Connection dataTransfer) {
        dataTransfer.destination().ifPresent(name -> {
            List<Held> another = connections.values().stream()
                    .filter(held -> held.connection.address() != dataTransfer.address()
                            && held.connection.destination().equals(dataTransfer.destination()))
                    .toList();
            loseManagement(another.stream(), "another member is '" + name + "' now");
        });
    }

    private static void loseManagement(Stream<Held> connections, String reason) {
        connections.filter(held -> held.kind == Kind.MANAGEMENT).forEach(held -> {
            held.component.leaving(held.connection);
            held.connection.lose(reason);
        });
    }

    private static String message(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return String.valueOf(cause.getMessage());
    }

    /** A connection that this member asked for. */
    private final class Awaited implements Handshake.Outcome {
        private final Kind kind;
        private final Component component;
        private final Connection connection;
        private final CompletableFuture<Connection> result;

        Awaited(Kind kind, Component component, Connection connection, CompletableFuture<Connection> result) {
            this.kind = kind;
            this.component = component;
            this.connection = connection;
            this.result = result;
        }

        @Override
        public void introduced(CepMessage answer) {
            if (!answer.protocol().equals(kind.protocol())
                    || answer.version() != kind.version()
                    || answer.syntax() != kind.syntax()) {
                connection.release();
                failed(
                        answer.component().isEmpty()
                                ? "the neighbour has no such component"
                                : "the neighbour speaks '" + answer.protocol() + "' version " + answer.version()
                                        + " syntax "
                                        + answer.syntax() + ", not '" + kind.protocol() + "' version " + kind.version()
                                        + " syntax "
                                        + kind.syntax());
                return;
            }
            if (isOwn(kind, answer)) {
                connection.release();
                failed("the name leads back to IPCP '" + host.ipcp() + "' itself");
                return;
            }
            Optional<String> otherName = otherName(kind, answer.address(), connection);
            if (otherName.isPresent()) {
                connection.release();
                failed("it leads to the neighbour that is connected as '" + otherName.get()
                        + "' already: use that name, or disconnect it first");
                return;
            }
            establish(kind, component, connection, answer);
            if (connection.isOver()) {
                failed("it ended at once");
            } else {
                result.complete(connection);
            }
        }

        @Override
        public void failed(String reason) {
            pending.remove(connection);
            result.completeExceptionally(new LayerRefused(kind.wireName() + " connection to '"
                    + connection.destination().orElseThrow() + "': " + reason));
        }
    }

    /** A connection that a neighbour asked for. */
    private final class Accepted implements Handshake.Outcome {
        private final Connection connection;

        Accepted(Connection connection) {
            this.connection = connection;
        }

        @Override
        public void introduced(CepMessage peer) {
            for (Map.Entry<Kind, Component> each : components.entrySet()) {
                if (each.getKey().wireName().equals(peer.component())) {
                    connection.send(introduction(each.getKey()).encode());
                    if (isOwn(each.getKey(), peer)) {
                        connection.release();
                        failed("the neighbour is this member itself");
                        return;
                    }
                    establish(each.getKey(), each.getValue(), connection, peer);
                    return;
                }
            }
            connection.send(new CepMessage("", "", 0, 0, 0, Optional.empty()).encode());
            connection.release();
            failed("the neighbour asked for an unknown component");
        }

        @Override
        public void failed(String reason) {
            refused++;
            pending.remove(connection);
        }
    }

    /** A connection that a component has. */
    private final class Held implements Connection.Holder {
        private final Kind kind;
        private final Component component;
        private final Connection connection;
        private final LoopTimer patience;

        Held(Kind kind, Component component, Connection connection) {
            this.kind = kind;
            this.component = component;
            this.connection = connection;
            this.patience = host.loop().timer(() -> connection.lose("its N-1 flow stayed down"));
        }

        @Override
        public void receive(Packet packet) {
            component.receive(connection, packet);
        }

        @Override
        public void writableAgain() {
            component.writableAgain(connection);
        }

        @Override
        public void changed() {
            if (connection.isUp()) {
                patience.cancel();
            } else {
                patience.arm(PATIENCE_NS);
            }
            component.changed(connection);
        }

        @Override
        public void gone(String reason) {
            patience.cancel();
            connections.remove(connection);
            component.removed(connection);
            kind.managed()
                    .ifPresent(managed -> connection
                            .destination()
                            .ifPresent(neighbour -> host.disconnected(neighbour, Set.of(managed), reason)));
            if (kind == Kind.DATA_TRANSFER) {
                loseManagement(connection, reason);
            }
        }
    }
}
