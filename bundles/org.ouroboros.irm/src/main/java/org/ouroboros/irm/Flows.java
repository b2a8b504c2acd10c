// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.ouroboros.api.Flow;
import org.ouroboros.api.FlowRefused;
import org.ouroboros.api.FlowRefused.Reason;
import org.ouroboros.api.QosSpec;
import org.ouroboros.api.irm.FlowInfo.Side;
import org.ouroboros.api.irm.IrmException;
import org.ouroboros.endpoint.ApplicationFlow;
import org.ouroboros.endpoint.Endpoints;
import org.ouroboros.endpoint.FlowEndpoint;
import org.ouroboros.endpoint.FlowIdentity;
import org.ouroboros.endpoint.LayerEndpoint;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.policy.ipcp.Allocation;
import org.ouroboros.policy.ipcp.FlowUser;
import org.ouroboros.policy.ipcp.LayerFlow;
import org.ouroboros.policy.ipcp.LayerRefused;
import org.ouroboros.policy.ipcp.NameHash;

/**
 * Allocates and accepts flows (end-to-end specification, section 5.2). Confined to the loop.
 *
 * <p>A name that is bound in this system is reached directly, unless it is registered in a layer that carries flows within a
 * system: then that layer carries it. Every other name is looked for in all layers at the same time.
 */
final class Flows {
    private static final System.Logger LOG = System.getLogger(Flows.class.getName());
    private static final byte[] NO_OAP = {};

    private final IpcpLoop loop;
    private final Endpoints endpoints;
    private final Names names;
    private final Ipcps ipcps;
    private final Acceptors acceptors;
    private final FlowTable table = new FlowTable();
    private final Set<PendingFlow<?>> pending = new HashSet<>();
    private IrmSettings settings;

    Flows(IpcpLoop loop, Endpoints endpoints, Names names, Ipcps ipcps, Acceptors acceptors, IrmSettings settings) {
        this.loop = loop;
        this.endpoints = endpoints;
        this.names = names;
        this.ipcps = ipcps;
        this.acceptors = acceptors;
        this.settings = settings;
    }

    void settings(IrmSettings newSettings) {
        settings = newSettings;
    }

    FlowTable table() {
        return table;
    }

    /**
     * Allocates a flow for an application.
     *
     * @param owner who asks
     * @param destination the name
     * @param qos QoS of the flow
     * @param timeout how long it may take
     * @param result completes with the flow, or with {@link FlowRefused}; done before means that nobody wants it any more
     */
    void allocate(FlowOwner owner, String destination, QosSpec qos, Duration timeout, CompletableFuture<Flow> result) {
        PendingFlow<Flow> request = begin(owner, destination, timeout, result, Flow::deallocate);
        request.follow(() -> {
            if (owner.isGone()) {
                throw new FlowRefused(
                        Reason.LAYER_DOWN, "flow to '" + destination + "': " + owner.label() + " has stopped");
            }
            Name name = requireName(destination);
            return searchLayer(name)
                    .thenCompose(layer -> layer.isPresent()
                            ? overLayer(request, layer.get(), name.name(), qos, Optional.empty())
                                    .thenApply(end -> application(owner, end, name.name(), qos, layer.get()))
                            : direct(request, owner, name, qos));
        });
    }

    /**
     * Allocates an N-1 flow for an IPCP. It is always carried by a layer.
     *
     * @param user the IPCP that asks
     * @param destination the name
     * @param qos QoS of the flow
     * @param upper takes what arrives
     * @param timeout how long it may take
     * @return completes with the flow to send on, or with {@link FlowRefused}
     */
    CompletableFuture<LayerFlow> allocateBelow(
            SystemIpcp user, String destination, QosSpec qos, FlowUser upper, Duration timeout) {
        CompletableFuture<LayerFlow> result = new CompletableFuture<>();
        PendingFlow<LayerFlow> request = begin(user, destination, timeout, result, LayerFlow::deallocate);
        request.follow(() -> LayerSearch.search(
                        loop, settings.queryWait(), destination, ipcps.operational(ipcp -> ipcp != user))
                .thenCompose(layer -> overLayer(
                                request,
                                layer.orElseThrow(() -> unreachable(destination)),
                                destination,
                                qos,
                                Optional.of(upper))
                        .thenApply(end -> track(user, user.name(), end.endpoint(), destination, qos, end.layer()))));
        return result;
    }

    /**
     * Offers a flow that a peer asks for to the processes and IPCPs that are bound to its name.
     *
     * @param carrier the IPCP that the request reached
     * @param arrival the request
     * @return completes with who takes it, or with {@link FlowRefused}
     */
    CompletableFuture<Allocation.Acceptance> arrived(SystemIpcp carrier, Allocation.Arrival arrival) {
        Name name = carrier.registered().get(arrival.destination());
        if (name == null) {
            return CompletableFuture.failedFuture(new FlowRefused(
                    Reason.UNKNOWN_NAME,
                    "no name with hash " + arrival.destination() + " is registered with " + carrier));
        }
        try {
            requireNoSecurity(name);
        } catch (FlowRefused refused) {
            return CompletableFuture.failedFuture(refused);
        }
        Optional<SystemIpcp> server = ipcpBehind(name);
        return server.isPresent()
                ? acceptByIpcp(server.get(), carrier, name, arrival)
                : acceptByProcess(carrier, name, arrival);
    }

    /** Ends what an owner holds and waits for. */
    void reclaim(Object owner) {
        List<PendingFlow<?>> waiting = new ArrayList<>(pending);
        waiting.stream().filter(request -> request.owner() == owner).forEach(PendingFlow::abandon);
        table.reclaim(owner);
    }

    void reclaimAll() {
        List.copyOf(pending).forEach(PendingFlow::abandon);
        table.reclaimAll();
    }

    // ---- client side ----

    private <T> PendingFlow<T> begin(
            Object owner, String name, Duration timeout, CompletableFuture<T> result, Consumer<T> unwanted) {
        PendingFlow<T> request = new PendingFlow<>(loop, owner, name, timeout, result, unwanted);
        pending.add(request);
        result.whenComplete((flow, failure) -> loop.execute(() -> pending.remove(request)));
        return request;
    }

    private Name requireName(String destination) {
        Name name = names.find(destination)
                .orElseThrow(() -> new FlowRefused(
                        Reason.UNKNOWN_NAME,
                        "name '" + destination + "' is not known to this system: create, bind or register it"));
        requireNoSecurity(name);
        return name;
    }

    /** A name that asks for protection gets no flow without it. */
    private static void requireNoSecurity(Name name) {
        if (!name.spec().security().isEmpty()) {
            throw new FlowRefused(
                    Reason.ENCRYPTION,
                    "name '" + name.name() + "' has security settings, and no policy is installed that follows them");
        }
    }

    private CompletableFuture<Optional<SystemIpcp>> searchLayer(Name name) {
        if (name.isBound() && name.registrations().isEmpty()) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        Predicate<SystemIpcp> fitting = name.isBound() ? carriesWithinSystem(name) : ipcp -> true;
        return LayerSearch.search(loop, settings.queryWait(), name.name(), ipcps.operational(fitting))
                .thenApply(found -> {
                    if (found.isEmpty() && !name.isBound()) {
                        throw unreachable(name.name());
                    }
                    return found;
                });
    }

    private static Predicate<SystemIpcp> carriesWithinSystem(Name name) {
        return ipcp -> ipcp.traits().withinSystem()
                && name.registrations().keySet().stream()
                        .anyMatch(registered -> registered.typeName().equals(ipcp.typeName())
                                && registered.layer().equals(ipcp.layer()));
    }

    private FlowRefused unreachable(String name) {
        return new FlowRefused(
                Reason.UNREACHABLE,
                "no layer of this system reaches name '" + name + "': "
                        + ipcps.operational(ipcp -> true).size() + " IPCPs were asked; is it registered?");
    }

    /** An endpoint on a flow of a layer. */
    private record LayerEnd(LayerEndpoint endpoint, SystemIpcp layer) {}

    private CompletableFuture<LayerEnd> overLayer(
            PendingFlow<?> request, SystemIpcp layer, String name, QosSpec qos, Optional<FlowUser> upper) {
        NameHash hash = NameHash.of(name, layer.layer().orElseThrow().hash());
        return endpoints.open("flow to " + name, qos, layer.traits()).thenCompose(endpoint -> {
            upper.ifPresent(endpoint::use);
            return Failures.ask(() -> layer.member().allocate(new Allocation(hash, qos, NO_OAP, endpoint)))
                    .handle((reply, failure) -> {
                        if (failure != null) {
                            endpoint.deallocate();
                            throw Failures.asFlowRefused(name, failure);
                        }
                        endpoint.attach(reply.flow());
                        if (request.isDone()) {
                            endpoint.deallocate();
                            throw new FlowRefused(Reason.TIMED_OUT, "the flow came too late");
                        }
                        return new LayerEnd(endpoint, layer);
                    });
        });
    }

    private Flow application(FlowOwner owner, LayerEnd end, String name, QosSpec qos, SystemIpcp layer) {
        FlowIdentity identity;
        try {
            identity = new FlowIdentity(table.newId(settings.maxFlows(), name), name, qos);
        } catch (FlowRefused exhausted) {
            end.endpoint().deallocate();
            throw exhausted;
        }
        ApplicationFlow flow = endpoints.application(identity, end.endpoint(), () -> forget(identity.id()));
        add(identity, Side.CLIENT, owner, owner.label(), Optional.of(layer), flow);
        return flow;
    }

    private LayerFlow track(
            SystemIpcp user, String label, LayerEndpoint endpoint, String name, QosSpec qos, SystemIpcp layer) {
        FlowIdentity identity;
        try {
            identity = new FlowIdentity(table.newId(settings.maxFlows(), name), name, qos);
        } catch (FlowRefused exhausted) {
            endpoint.deallocate();
            throw exhausted;
        }
        endpoint.onDeallocated(() -> table.remove(identity.id()));
        add(identity, Side.CLIENT, user, label, Optional.of(layer), endpoint);
        return endpoint;
    }

    private CompletableFuture<Flow> direct(PendingFlow<Flow> request, FlowOwner owner, Name name, QosSpec qos) {
        if (name.programs().isEmpty() && name.processes().isEmpty()) {
            throw unreachable(name.name());
        }
        return acceptors.claim(name).thenApply(process -> {
            if (request.isDone()) {
                release(process);
                throw new FlowRefused(Reason.TIMED_OUT, "the flow came too late");
            }
            try {
                return connect(owner, process, name, qos);
            } catch (FlowRefused exhausted) {
                release(process);
                throw exhausted;
            }
        });
    }

    private Flow connect(FlowOwner owner, SystemProcess process, Name name, QosSpec qos) {
        FlowIdentity client = new FlowIdentity(table.newId(settings.maxFlows() - 1, name.name()), name.name(), qos);
        FlowIdentity server = new FlowIdentity(table.newId(settings.maxFlows() - 1, name.name()), name.name(), qos);
        Endpoints.Direct ends =
                endpoints.connect(client, () -> forget(client.id()), server, () -> forget(server.id(), process));
        add(client, Side.CLIENT, owner, owner.label(), Optional.empty(), ends.client());
        add(server, Side.SERVER, process, process.toString(), Optional.empty(), ends.server());
        serve(process, ends.server());
        return ends.client();
    }

    // ---- server side ----

    private Optional<SystemIpcp> ipcpBehind(Name name) {
        boolean processBound = !name.programs().isEmpty() || !name.processes().isEmpty();
        return processBound
                ? Optional.empty()
                : name.ipcps().values().stream()
                        .filter(SystemIpcp::isOperational)
                        .findFirst();
    }

    private CompletableFuture<Allocation.Acceptance> acceptByProcess(
            SystemIpcp carrier, Name name, Allocation.Arrival arrival) {
        return acceptors
                .claim(name)
                .thenCompose(process -> endpoints
                        .open("flow to " + name.name(), arrival.qos(), carrier.traits())
                        .thenApply(endpoint -> hand(endpoint, process, carrier, name, arrival))
                        .whenComplete((acceptance, failure) -> {
                            if (failure != null) {
                                release(process);
                            }
                        }));
    }

    private Allocation.Acceptance hand(
            LayerEndpoint endpoint, SystemProcess process, SystemIpcp carrier, Name name, Allocation.Arrival arrival) {
        try {
            acceptors.requirePresent(process);
            FlowIdentity identity =
                    new FlowIdentity(table.newId(settings.maxFlows(), name.name()), name.name(), arrival.qos());
            endpoint.attach(arrival.flow());
            ApplicationFlow flow = endpoints.application(identity, endpoint, () -> forget(identity.id(), process));
            add(identity, Side.SERVER, process, process.toString(), Optional.of(carrier), flow);
            serve(process, flow);
            return new Allocation.Acceptance(endpoint, NO_OAP);
        } catch (FlowRefused refused) {
            endpoint.deallocate();
            throw refused;
        }
    }

    private CompletableFuture<Allocation.Acceptance> acceptByIpcp(
            SystemIpcp server, SystemIpcp carrier, Name name, Allocation.Arrival arrival) {
        return endpoints
                .open("flow to " + name.name(), arrival.qos(), carrier.traits())
                .thenApply(endpoint -> stack(endpoint, server, carrier, name, arrival));
    }

    private Allocation.Acceptance stack(
            LayerEndpoint endpoint, SystemIpcp server, SystemIpcp carrier, Name name, Allocation.Arrival arrival) {
        try {
            FlowIdentity identity =
                    new FlowIdentity(table.newId(settings.maxFlows(), name.name()), name.name(), arrival.qos());
            endpoint.attach(arrival.flow());
            endpoint.use(server.member().accept(name.name(), arrival.qos(), endpoint));
            endpoint.onDeallocated(() -> table.remove(identity.id()));
            add(identity, Side.SERVER, server, server.name(), Optional.of(carrier), endpoint);
            return new Allocation.Acceptance(endpoint, NO_OAP);
        } catch (LayerRefused | IrmException refusal) {
            endpoint.deallocate();
            throw new FlowRefused(
                    Reason.REFUSED_BY_PEER,
                    "IPCP '" + server.name() + "' does not take the flow: " + refusal.getMessage());
        } catch (FlowRefused exhausted) {
            endpoint.deallocate();
            throw exhausted;
        }
    }

    private void serve(SystemProcess process, ApplicationFlow flow) {
        loop.spawn(process.program() + "-flow-" + flow.id(), () -> {
            try {
                process.acceptor().accept(flow);
            } catch (Exception failure) {
                LOG.log(System.Logger.Level.WARNING, process + " failed on " + flow, failure);
                flow.deallocate();
            }
        });
    }

    // ---- the table ----

    private void add(
            FlowIdentity identity,
            Side side,
            Object owner,
            String label,
            Optional<SystemIpcp> carrier,
            FlowEndpoint endpoint) {
        table.add(new FlowTable.Entry(
                identity.id(), identity.name(), identity.qos(), side, owner, label, carrier, endpoint));
    }

    private void forget(int id) {
        loop.execute(() -> table.remove(id));
    }

    private void forget(int id, SystemProcess process) {
        loop.execute(() -> {
            table.remove(id);
            release(process);
        });
    }

    private void release(SystemProcess process) {
        process.giveBack();
        acceptors.serveWaiting(process);
    }
}
