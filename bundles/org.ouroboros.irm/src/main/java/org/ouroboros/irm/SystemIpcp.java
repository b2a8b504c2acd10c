// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.ouroboros.api.FlowRefused;
import org.ouroboros.api.QosSpec;
import org.ouroboros.api.irm.CounterInfo;
import org.ouroboros.api.irm.IpcpInfo;
import org.ouroboros.api.irm.IpcpState;
import org.ouroboros.api.irm.IrmException;
import org.ouroboros.api.irm.LayerComponent;
import org.ouroboros.api.irm.Origin;
import org.ouroboros.api.irm.SystemEvent;
import org.ouroboros.irm.declaration.Connection;
import org.ouroboros.irm.declaration.Declaration;
import org.ouroboros.irm.declaration.Membership;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.policy.ipcp.Ipcp;
import org.ouroboros.policy.ipcp.IpcpHost;
import org.ouroboros.policy.ipcp.IpcpType;
import org.ouroboros.policy.ipcp.LayerInfo;
import org.ouroboros.policy.ipcp.LayerTraits;
import org.ouroboros.policy.ipcp.MemberState;
import org.ouroboros.policy.ipcp.NameHash;
import org.ouroboros.policy.swap.StateRefused;

/**
 * An IPCP of this system: what is wanted of it, and the IPCP itself while its type is installed. Confined to the loop.
 *
 * <p>What is wanted outlives the type's bundle: when the type comes back, the IPCP joins its layer and connects again, which is
 * tried until it works.
 */
final class SystemIpcp {

    /** What the system does for its IPCPs. */
    interface Surroundings {
        /** {@return what the IPCP sees of the system} */
        IpcpHost host(SystemIpcp ipcp);

        /** Has a member-to-be join, within a bounded time. */
        CompletableFuture<LayerInfo> join(SystemIpcp ipcp, Ipcp joining, Membership how);

        /** Has a member connect, within a bounded time. */
        CompletableFuture<Void> connect(Ipcp member, Connection connection);

        /** Has a member disconnect, within a bounded time. */
        CompletableFuture<Void> disconnect(Ipcp member, String destination, Set<LayerComponent> components);

        /** {@return what the log calls it} */
        String label(SystemIpcp ipcp);

        /** Takes note of a new member; {@return its number in the order of joining} */
        long joined(SystemIpcp ipcp);

        /** Takes note that a member goes on where it was. */
        void resumed(SystemIpcp ipcp);

        /** Keeps the N-1 flows that it leaves to a successor, and ends what else it holds of lower layers and waits for. */
        void keep(SystemIpcp ipcp, MemberState left);

        /** Deallocates what it holds of lower layers. */
        void reclaim(SystemIpcp ipcp);
    }

    private static final System.Logger LOG = System.getLogger(SystemIpcp.class.getName());

    private final int id;
    private final String name;
    private final String typeName;
    private final Surroundings surroundings;
    private final IpcpLoop loop;
    private final Retry retry;
    private final Chronicle chronicle;
    private final Map<NameHash, Name> registered = new LinkedHashMap<>();
    private final WantedConnections connections;
    private IpcpState state = IpcpState.WAITING_FOR_TYPE;
    private @Nullable IpcpType type;
    private @Nullable Ipcp ipcp;
    private @Nullable LayerTraits traits;
    private @Nullable LayerInfo layer;
    private @Nullable HeldMember held; // while there is no IPCP
    private @Nullable Membership wanted;
    private CompletableFuture<LayerInfo> joining = new CompletableFuture<>(); // the latest attempt
    private boolean autobind;
    private long joined; // order in which IPCPs became members

    SystemIpcp(
            int id,
            String name,
            String typeName,
            Surroundings surroundings,
            IpcpLoop loop,
            Supplier<Retry.Backoff> backoff,
            Chronicle chronicle) {
        this.id = id;
        this.name = name;
        this.typeName = typeName;
        this.surroundings = surroundings;
        this.loop = loop;
        this.chronicle = chronicle;
        this.retry = new Retry(loop, backoff, name, () -> surroundings.label(this), this::bringAbout, chronicle);
        this.connections = new WantedConnections(
                name,
                new MemberRequests(),
                (neighbour, step) -> new Retry(
                        loop,
                        backoff,
                        name,
                        () -> surroundings.label(this) + ", connection to '" + neighbour + "'",
                        step,
                        chronicle),
                chronicle);
    }

    int id() {
        return id;
    }

    String name() {
        return name;
    }

    String typeName() {
        return typeName;
    }

    /** {@return when it became a member, counted over all IPCPs; 0 if it never did} */
    long joined() {
        return joined;
    }

    boolean isOperational() {
        return state == IpcpState.OPERATIONAL;
    }

    Optional<LayerInfo> layer() {
        return Optional.ofNullable(layer);
    }

    Map<NameHash, Name> registered() {
        return registered;
    }

    /** {@return whether its name and its layer's are bound to it} */
    boolean autobind() {
        return autobind;
    }

    /** {@return what is wanted of it now, as a declaration} */
    Declaration.OfIpcp declaration() {
        return new Declaration.OfIpcp(name, typeName, Optional.ofNullable(wanted), connections.all(), autobind, joined);
    }

    /** {@return what the layer promises} Only while the type is installed. */
    LayerTraits traits() {
        if (traits == null) {
            throw waitingForType();
        }
        return traits;
    }

    /** {@return the IPCP itself} Only while the type is installed. */
    Ipcp ipcp() {
        if (ipcp == null) {
            throw waitingForType();
        }
        return ipcp;
    }

    /** {@return the IPCP itself, as a member of a layer} */
    Ipcp member() {
        Ipcp present = ipcp();
        if (!isOperational()) {
            throw new IrmException(
                    IrmException.Problem.WRONG_STATE,
                    "IPCP '" + name + "' is not operational: bootstrap or enroll it first");
        }
        return present;
    }

    /** Refuses what belongs to an IPCP that was replaced or closed meanwhile. */
    void requireStill(Ipcp earlier) {
        if (ipcp != earlier) {
            throw new FlowRefused(FlowRefused.Reason.LAYER_DOWN, "IPCP '" + name + "' is gone");
        }
    }

    // ---- its type ----

    /** Takes its type at once, or throws what the type does. */
    void create(IpcpType installed) {
        type = installed;
        renew(installed);
    }

    /** Takes its type, and does what is wanted of it. */
    void install(IpcpType installed) {
        type = installed;
        retry.now();
    }

    /** Lets the type go. Flows are held if the type hands over, or else go down; what is wanted stays. */
    void uninstall() {
        type = null;
        if (!hold()) {
            closeIpcp();
            surroundings.reclaim(this); // what it left
        }
        retry.stop(); // what was begun with the type
        retry.now();
    }

    /** Lets the type go because the system ends. */
    void end() {
        type = null;
        closeIpcp();
        surroundings.reclaim(this); // what it left
        retry.stop();
    }

    // ---- what is wanted ----

    /** Joins a layer for a request; what worked is wanted from then on. */
    CompletableFuture<LayerInfo> join(Membership how, boolean bind) {
        ipcp();
        if (state != IpcpState.CREATED) {
            throw new IrmException(
                    IrmException.Problem.WRONG_STATE,
                    "IPCP '" + name + "' is "
                            + (state == IpcpState.JOINING ? "joining a layer" : "a member of a layer already"));
        }
        retry.stop();
        boolean earlier = autobind;
        autobind = bind;
        return attempt(how).whenComplete((info, failure) -> {
            if (failure == null) {
                wanted = how;
            } else {
                autobind = earlier;
                if (wanted != null) {
                    retry.now();
                }
            }
        });
    }

    /** Takes back a request that had it join: it is as it was created. */
    void leave() {
        wanted = null;
        autobind = false;
        connections.clear();
        retry.stop();
        closeIpcp();
        retry.now();
    }

    /** Connects for a request; what worked is wanted from then on. */
    CompletableFuture<Void> connect(String destination, Set<LayerComponent> components, QosSpec qos) {
        Ipcp connecting = member();
        Connection asked = new Connection(destination, components, qos);
        return surroundings.connect(connecting, asked).thenRun(() -> {
            if (ipcp == connecting) {
                connections.made(asked);
            }
        });
    }

    /** Disconnects for a request. */
    CompletableFuture<Void> disconnect(String destination, Set<LayerComponent> components) {
        return surroundings
                .disconnect(member(), destination, components)
                .thenRun(() -> connections.takenBack(destination, components));
    }

    /** Has connections that are gone made again, as long as they are wanted. */
    void connectionsLost(String destination, Set<LayerComponent> components, String reason) {
        connections.lost(destination, components, reason);
    }

    /** Wants what a declaration says, whatever was wanted before. */
    void want(Declaration.OfIpcp declared) {
        autobind = declared.autobind();
        Membership membership = declared.membership().orElse(null);
        if (wanted != null && !wanted.equals(membership)) {
            closeIpcp(); // the retry creates it again, whatever its type throws
            retry.stop();
        }
        wanted = membership;
        connections.replace(declared.connections());
        retry.now();
    }

    /** Tries again at once what did not work. */
    void somethingChanged() {
        retry.nowIfWaiting();
        connections.somethingChanged();
    }

    /** Ends the IPCP. */
    void destroy() {
        wanted = null;
        type = null;
        closeIpcp();
        retry.stop();
    }

    List<CounterInfo> counters() {
        Ipcp present = ipcp;
        return present == null
                ? List.of()
                : present.counters().entrySet().stream()
                        .map(each -> new CounterInfo("IPCP " + name, each.getKey(), each.getValue()))
                        .toList();
    }

    IpcpInfo info(int flows, Origin origin) {
        List<String> names =
                registered.values().stream().map(Name::name).sorted().toList();
        return new IpcpInfo(id, name, typeName, layer().map(LayerInfo::layer), state, names, flows, origin, waiting());
    }

    @Override
    public String toString() {
        return name;
    }

    private Optional<String> waiting() {
        return retry.reason().or(connections::waiting);
    }

    // ---- steps ----

    private CompletableFuture<?> bringAbout() {
        IpcpType installed = type;
        if (installed == null) {
            return CompletableFuture.failedFuture(new IrmException(IrmException.Problem.UNAVAILABLE, notInstalled()));
        }
        if (ipcp == null && (held == null || !resume(installed, held))) {
            renew(installed);
        }
        Membership how = wanted;
        if (how == null) {
            return CompletableFuture.completedFuture(null);
        }
        return switch (state) {
            case OPERATIONAL -> CompletableFuture.completedFuture(null);
            case JOINING -> joining;
            case CREATED, WAITING_FOR_TYPE -> attempt(how);
            case HELD_UP -> throw new IllegalStateException("nothing runs on a loop that is held up");
        };
    }

    private CompletableFuture<LayerInfo> attempt(Membership how) {
        Ipcp candidate = ipcp();
        state = IpcpState.JOINING;
        joining = Failures.ask(() -> surroundings.join(this, candidate, how)).whenComplete((info, failure) -> {
            IpcpType installed = type;
            if (ipcp != candidate || installed == null) {
                return;
            }
            if (failure != null) {
                renew(installed);
            } else {
                state = IpcpState.OPERATIONAL;
                layer = info;
                chronicle.tell(
                        SystemEvent.IPCP_JOINED,
                        name,
                        "IPCP '" + name + "' is a member of layer '" + info.layer() + "'");
                joined = surroundings.joined(this);
                connections.joined();
            }
        });
        return joining;
    }

    /** What the connections ask of the member that there is then. */
    private final class MemberRequests implements WantedConnections.Requests {
        @Override
        public CompletableFuture<Void> connect(Connection connection) {
            return surroundings.connect(member(), connection);
        }

        @Override
        public CompletableFuture<Void> disconnect(String destination, Set<LayerComponent> components) {
            return surroundings.disconnect(member(), destination, components);
        }
    }

    /** Has a member leave its place to a successor, unless an earlier one did; {@return whether there is one to come} */
    private boolean hold() {
        Ipcp leaving = ipcp;
        if (leaving == null || !isOperational()) {
            return held != null; // by a type that could not make an IPCP
        }
        Optional<MemberState> left;
        try {
            left = leaving.handOver();
        } catch (RuntimeException | Error failure) {
            LOG.log(System.Logger.Level.WARNING, "IPCP " + name + " failed to hand over", failure);
            return false;
        }
        left.ifPresent(state -> {
            held = new HeldMember(loop, state, this::heldTooLong);
            absent();
            surroundings.keep(this, state);
            chronicle.tell(
                    SystemEvent.IPCP_HELD,
                    name,
                    "IPCP '" + name + "', " + state.summary() + ", is held until its type is back");
        });
        return left.isPresent();
    }

    private void heldTooLong() {
        closeIpcp("the type '" + typeName + "' of IPCP '" + name + "' did not come back within "
                + HeldMember.LIMIT.toSeconds() + " s");
    }

    /** Has a successor go on where the last IPCP was; {@return whether it does} */
    private boolean resume(IpcpType installed, HeldMember left) {
        Ipcp successor = installed.create(surroundings.host(this));
        ipcp = successor;
        traits = installed.traits();
        try {
            layer = left.resume(installed, successor);
        } catch (StateRefused refusal) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "IPCP {0} does not go on where it was: {1}",
                    name,
                    refusal.getMessage());
            closeIpcp(beginsAnew(refusal));
            return false;
        } catch (RuntimeException | Error failure) {
            LOG.log(System.Logger.Level.WARNING, "IPCP " + name + " failed to go on where it was", failure);
            closeIpcp(beginsAnew(failure));
            return false;
        }
        held = null;
        state = IpcpState.OPERATIONAL;
        chronicle.tell(SystemEvent.IPCP_RESUMED, name, "IPCP '" + name + "' goes on where it was");
        surroundings.resumed(this);
        return true;
    }

    private String beginsAnew(Throwable why) {
        return "IPCP '" + name + "' was replaced, and does not go on where it was: " + why.getMessage();
    }

    /** Starts over: what failed to join may be half a member. */
    private void renew(IpcpType installed) {
        closeIpcp();
        traits = installed.traits();
        ipcp = installed.create(surroundings.host(this));
        state = IpcpState.CREATED;
    }

    /** There is no IPCP any more. */
    private void absent() {
        ipcp = null;
        traits = null;
        state = IpcpState.WAITING_FOR_TYPE;
        registered.values().forEach(lost -> lost.lost(this));
        registered.clear();
    }

    private void closeIpcp() {
        closeIpcp("IPCP '" + name + "' left its layer");
    }

    /** Ends the IPCP, or what the last one left. */
    private void closeIpcp(String reason) {
        Ipcp closing = ipcp;
        LayerInfo left = layer;
        HeldMember waiting = held;
        absent();
        layer = null;
        held = null;
        connections.left();
        if (waiting != null) {
            waiting.giveUp(reason);
            surroundings.reclaim(this);
        }
        if (left != null) {
            chronicle.tell(SystemEvent.IPCP_LEFT, name, "IPCP '" + name + "' left layer '" + left.layer() + "'");
        }
        if (closing != null) {
            try {
                closing.close();
            } catch (RuntimeException | Error failure) {
                LOG.log(System.Logger.Level.WARNING, "IPCP " + name + " failed to close", failure);
            }
        }
    }

    private IrmException waitingForType() {
        return new IrmException(
                IrmException.Problem.UNAVAILABLE, "IPCP '" + name + "' waits for its type: " + notInstalled());
    }

    private String notInstalled() {
        return "type '" + typeName + "' is not installed; install or start a bundle with it";
    }
}
