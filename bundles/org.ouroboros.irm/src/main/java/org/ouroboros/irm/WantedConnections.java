// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.ouroboros.api.QosSpec;
import org.ouroboros.api.irm.LayerComponent;
import org.ouroboros.api.irm.SystemEvent;
import org.ouroboros.irm.declaration.Connection;

/**
 * The connections that are wanted of one IPCP. Each is made as soon as the IPCP is a member, and again when it is lost, tried by
 * itself: a neighbour that is away holds up no other. Confined to the loop.
 */
final class WantedConnections {
    /** What the IPCP is asked to do. */
    interface Requests {
        CompletableFuture<Void> connect(Connection connection);

        CompletableFuture<Void> disconnect(String destination, Set<LayerComponent> components);
    }

    private static final System.Logger LOG = System.getLogger(WantedConnections.class.getName());

    private final String ipcp;
    private final Requests requests;
    private final BiFunction<String, Supplier<CompletableFuture<?>>, Retry> retries;
    private final Chronicle chronicle;
    private final Map<String, Wanted> wanted = new LinkedHashMap<>(); // by neighbour
    private boolean member;
    private int memberships; // tells what was asked for in this one from earlier requests

    /**
     * Wants nothing yet.
     *
     * @param ipcp name of the IPCP
     * @param retries makes what has a step towards a neighbour tried until it succeeds
     */
    WantedConnections(
            String ipcp,
            Requests requests,
            BiFunction<String, Supplier<CompletableFuture<?>>, Retry> retries,
            Chronicle chronicle) {
        this.ipcp = ipcp;
        this.requests = requests;
        this.retries = retries;
        this.chronicle = chronicle;
    }

    /** One that is wanted. */
    private final class Wanted {
        final Retry retry;
        Connection connection;

        @Nullable
        Connection holding; // as much of it as there is

        boolean lost;

        Wanted(Connection connection) {
            this.connection = connection;
            this.retry = retries.apply(connection.destination(), this::connect);
        }

        CompletableFuture<?> connect() {
            Optional<Connection> missing =
                    holding == null ? Optional.of(connection) : connection.without(holding.components());
            if (!member || missing.isEmpty()) {
                return CompletableFuture.completedFuture(null);
            }
            int membership = memberships;
            return requests.connect(missing.get()).thenRun(() -> {
                if (member && membership == memberships) {
                    made(missing.get());
                }
            });
        }

        void made(Connection part) {
            holding = holding == null ? part : holding.with(part.components(), part.qos());
            if (lost && connection.without(holding.components()).isEmpty()) {
                lost = false;
                chronicle.tell(
                        SystemEvent.CONNECTION_RESTORED,
                        ipcp,
                        "IPCP '" + ipcp + "' is connected to '" + connection.destination() + "' again");
            }
        }

        void release(Set<LayerComponent> components) {
            holding = holding == null ? null : holding.without(components).orElse(null);
        }

        /** {@return what holds and is to be disconnected so that another connection can take its place} */
        Set<LayerComponent> surplus(Optional<Connection> now) {
            if (holding == null) {
                return Set.of();
            }
            QosSpec qos = holding.qos();
            return holding.components().stream()
                    .filter(component -> now.filter(other -> other.components().contains(component)
                                    && (component == LayerComponent.MANAGEMENT
                                            || other.qos().equals(qos)))
                            .isEmpty())
                    .collect(Collectors.toSet());
        }
    }

    /** {@return all that is wanted, in the order in which it was} */
    List<Connection> all() {
        return wanted.values().stream().map(each -> each.connection).toList();
    }

    /** {@return why one of them does not hold; empty if all do} */
    Optional<String> waiting() {
        return wanted.values().stream()
                .flatMap(each -> each.retry.reason().stream()
                        .map(reason -> "connection to '" + each.connection.destination() + "': " + reason))
                .findFirst();
    }

    /** The IPCP is a member now. */
    void joined() {
        member = true;
        memberships++;
        wanted.values().forEach(each -> each.retry.now());
    }

    /** The IPCP is a member no more: nothing holds. */
    void left() {
        member = false;
        for (Wanted each : wanted.values()) {
            each.retry.stop();
            each.holding = null;
            each.lost = false;
        }
    }

    /** Tries again at once what did not work. */
    void somethingChanged() {
        wanted.values().forEach(each -> each.retry.nowIfWaiting());
    }

    /** Wants, and has, what a request connected. */
    void made(Connection connection) {
        Wanted known = wanted.get(connection.destination());
        if (known == null) {
            known = new Wanted(connection);
            wanted.put(connection.destination(), known);
        } else {
            known.connection = known.connection.with(connection.components(), connection.qos());
        }
        known.made(connection);
        known.retry.nowIfWaiting(); // which finds that it holds, or that a part of it is left to be made
    }

    /** Wants no more what a request disconnected. */
    void takenBack(String destination, Set<LayerComponent> components) {
        Wanted known = wanted.get(destination);
        if (known != null) {
            known.release(components);
            known.connection
                    .without(components)
                    .ifPresentOrElse(left -> reduce(known, left), () -> forget(destination, known));
        }
    }

    /** Wants these, whatever was wanted before. */
    void replace(Collection<Connection> connections) {
        Map<String, Connection> now =
                connections.stream().collect(Collectors.toMap(Connection::destination, each -> each, (a, b) -> b));
        for (Map.Entry<String, Wanted> each : List.copyOf(wanted.entrySet())) {
            Optional<Connection> next = Optional.ofNullable(now.get(each.getKey()));
            Set<LayerComponent> surplus = each.getValue().surplus(next);
            if (next.isEmpty()) {
                forget(each.getKey(), each.getValue());
            }
            if (!surplus.isEmpty()) {
                each.getValue().release(surplus);
                disconnect(each.getKey(), surplus);
            }
        }
        for (Connection connection : connections) {
            Wanted each = wanted.computeIfAbsent(connection.destination(), neighbour -> new Wanted(connection));
            each.connection = connection;
            if (member) {
                each.retry.now();
            }
        }
    }

    /** Wants nothing any more. */
    void clear() {
        left();
        wanted.clear();
    }

    /** Takes note that what held holds no more, and has it made again as long as it is wanted. */
    void lost(String destination, Set<LayerComponent> components, String reason) {
        Wanted known = wanted.get(destination);
        if (!member || known == null || known.holding == null) {
            return; // nobody wants it, or who connects at the moment hears of it
        }
        Set<LayerComponent> gone =
                known.holding.components().stream().filter(components::contains).collect(Collectors.toSet());
        if (gone.isEmpty()) {
            return;
        }
        known.release(gone);
        known.lost = true;
        chronicle.tell(
                SystemEvent.CONNECTION_LOST,
                ipcp,
                "IPCP '" + ipcp + "' lost its connection to '" + destination + "': " + reason);
        known.retry.lost(reason);
    }

    private static void reduce(Wanted known, Connection left) {
        known.connection = left;
        known.retry.nowIfWaiting(); // which may find that what is left holds
    }

    private void forget(String destination, Wanted known) {
        known.retry.stop();
        wanted.remove(destination, known);
    }

    private void disconnect(String destination, Set<LayerComponent> components) {
        requests.disconnect(destination, components).exceptionally(failure -> {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "IPCP {0} cannot disconnect from {1}: {2}",
                    ipcp,
                    destination,
                    Failures.message(failure));
            return null;
        });
    }
}
