// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.ouroboros.api.Flow;
import org.ouroboros.api.FlowOffer;
import org.ouroboros.api.FlowRefused;
import org.ouroboros.api.FlowRefused.Reason;
import org.ouroboros.api.QosSpec;
import org.ouroboros.api.irm.FlowInfo.Side;
import org.ouroboros.api.irm.NameSpec;
import org.ouroboros.api.irm.SystemEvent;
import org.ouroboros.endpoint.ApplicationFlow;
import org.ouroboros.endpoint.EndpointPolicies;
import org.ouroboros.endpoint.Endpoints;
import org.ouroboros.endpoint.FlowEndpoint;
import org.ouroboros.endpoint.FlowIdentity;
import org.ouroboros.endpoint.LayerEndpoint;
import org.ouroboros.endpoint.oap.OapClient;
import org.ouroboros.endpoint.oap.Session;
import org.ouroboros.irm.FlowTable.Carriage;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.policy.ipcp.Allocation;
import org.ouroboros.policy.ipcp.FlowUser;
import org.ouroboros.policy.ipcp.LayerFlow;
import org.ouroboros.policy.ipcp.MemberState;
import org.ouroboros.policy.ipcp.NameHash;

/**
 * Allocates flows: the client's side (end-to-end specification, section 5.2). Confined to the loop.
 *
 * <p>A name that is bound in this system is reached directly, unless it is registered in a layer that carries flows within a
 * system: then that layer carries it. Every other name, known here or not, is looked for in all layers at the same time.
 */
final class Flows {
    private static final byte[] NOTHING = {};

    private final IpcpLoop loop;
    private final Endpoints endpoints;
    private final Names names;
    private final Ipcps ipcps;
    private final Acceptors acceptors;
    private final FlowArrivals arrivals;
    private final FlowTable table;
    private final Tally tally;
    private final Chronicle chronicle;
    private final EndpointPolicies policies;
    private final NameSecurityFiles security;
    private final RefusalLog refusals;
    private final Set<PendingFlow<?>> pending = new HashSet<>();
    private IrmSettings settings;

    Flows(
            IpcpLoop loop,
            Endpoints endpoints,
            Names names,
            Ipcps ipcps,
            Acceptors acceptors,
            FlowArrivals arrivals,
            FlowTable table,
            Tally tally,
            Chronicle chronicle,
            EndpointPolicies policies,
            NameSecurityFiles security,
            IrmSettings settings) {
        this.loop = loop;
        this.endpoints = endpoints;
        this.names = names;
        this.ipcps = ipcps;
        this.acceptors = acceptors;
        this.arrivals = arrivals;
        this.table = table;
        this.tally = tally;
        this.chronicle = chronicle;
        this.policies = policies;
        this.security = security;
        this.refusals = new RefusalLog(loop);
        this.settings = settings;
    }

    void settings(IrmSettings newSettings) {
        settings = newSettings;
    }

    /**
     * Allocates a flow for an application.
     *
     * @param owner who asks
     * @param offer the flow, and what the application says
     * @param timeout how long it may take
     * @param result completes with the flow, or with {@link FlowRefused}; done before means that nobody wants it any more
     */
    void allocate(FlowOwner owner, FlowOffer offer, Duration timeout, CompletableFuture<Flow> result) {
        String destination = offer.name();
        PendingFlow<Flow> request = begin(owner, destination, timeout, result, Flow::deallocate);
        request.follow(() -> {
            requireRoom(destination);
            if (owner.isGone()) {
                throw new FlowRefused(
                        Reason.LAYER_DOWN, "flow to '" + destination + "': " + owner.label() + " has stopped");
            }
            Optional<Name> name = names.find(destination);
            return name.filter(Name::isBound)
                    .map(bound -> overLayerOrDirect(request, owner, bound, offer))
                    .orElseGet(() -> searchAll(destination, ipcp -> true)
                            .thenCompose(layer -> overLayer(request, owner, layer, offer)));
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
        request.follow(() -> {
            requireRoom(destination);
            FlowOffer offer = new FlowOffer(destination, qos, NOTHING);
            return searchAll(destination, ipcp -> ipcp != user)
                    .thenCompose(layer -> overLayer(request, layer, offer, Optional.of(upper)))
                    .thenApply(end -> track(user, end));
        });
        return result;
    }

    /** Ends what an owner holds and waits for. */
    void reclaim(Object owner) {
        reclaimOf(holder -> holder == owner, end -> false);
    }

    /** Parks the N-1 flows that an IPCP leaves to a successor, and ends what else it holds and waits for. */
    void keep(SystemIpcp owner, MemberState left) {
        Set<LayerFlow> kept = Collections.newSetFromMap(new IdentityHashMap<>());
        left.lowers().forEach(lower -> kept.add(lower.flow()));
        reclaimOf(holder -> holder == owner, end -> end instanceof LayerEndpoint endpoint && kept.contains(endpoint));
        kept.forEach(flow -> {
            if (flow instanceof LayerEndpoint endpoint) {
                endpoint.park();
            }
        });
    }

    /** Ends what all hold and wait for that are no IPCPs. */
    void reclaimOfApplications() {
        reclaimOf(owner -> !(owner instanceof SystemIpcp), end -> false);
    }

    private void reclaimOf(Predicate<Object> owner, Predicate<FlowEndpoint> kept) {
        List.copyOf(pending).stream()
                .filter(request -> owner.test(request.owner()))
                .forEach(PendingFlow::abandon);
        table.reclaim(owner, kept);
    }

    private <T> PendingFlow<T> begin(
            Object owner, String name, Duration timeout, CompletableFuture<T> result, Consumer<T> unwanted) {
        PendingFlow<T> request = new PendingFlow<>(loop, owner, name, timeout, result, unwanted);
        pending.add(request);
        result.whenComplete((flow, failure) -> loop.execute(() -> settled(request, name, failure)));
        return request;
    }

    private void settled(PendingFlow<?> request, String name, @Nullable Throwable failure) {
        pending.remove(request);
        if (failure == null) {
            tally.allocated();
        } else if (Failures.cause(failure) instanceof FlowRefused refused) {
            tally.refused(refused.reason());
            refusals.tell(String.valueOf(request.owner()), refused);
            chronicle.tell(SystemEvent.FLOW_REFUSED, name, String.valueOf(refused.getMessage()));
        }
    }

    private void requireRoom(String destination) {
        if (pending.size() > settings.maxFlows()) {
            throw new FlowRefused(
                    Reason.EXHAUSTED,
                    "flow to '" + destination + "': " + settings.maxFlows()
                            + " flows are being allocated, as many as max.flows allows");
        }
    }

    private CompletableFuture<Flow> overLayerOrDirect(
            PendingFlow<Flow> request, FlowOwner owner, Name name, FlowOffer offer) {
        if (name.registrations().isEmpty()) {
            return direct(request, owner, name, offer);
        }
        return search(name.name(), ipcps.operational(carriesWithinSystem(name))).thenCompose(layer -> {
            if (!names.contains(name)) {
                throw new FlowRefused(Reason.UNKNOWN_NAME, "name '" + name.name() + "' was destroyed");
            }
            return layer.isPresent()
                    ? overLayer(request, owner, layer.get(), offer)
                    : direct(request, owner, name, offer);
        });
    }

    private CompletableFuture<Optional<SystemIpcp>> search(String name, List<SystemIpcp> asked) {
        return LayerSearch.search(loop, settings.queryWait(), name, asked);
    }

    /** {@return the layer that reaches a name} Of all whose IPCPs fit. */
    private CompletableFuture<SystemIpcp> searchAll(String name, Predicate<SystemIpcp> fitting) {
        List<SystemIpcp> asked = ipcps.operational(fitting);
        return search(name, asked).thenApply(layer -> layer.orElseThrow(() -> unreachable(name, asked)));
    }

    private static Predicate<SystemIpcp> carriesWithinSystem(Name name) {
        return ipcp -> ipcp.traits().withinSystem()
                && name.registrations().keySet().stream()
                        .anyMatch(registered -> registered.typeName().equals(ipcp.typeName())
                                && registered.layer().equals(ipcp.layer()));
    }

    private FlowRefused unreachable(String name, List<SystemIpcp> asked) {
        if (!asked.isEmpty()) {
            return new FlowRefused(
                    Reason.UNREACHABLE,
                    "no layer of this system reaches name '" + name + "': asked "
                            + asked.stream()
                                    .map(ipcp -> "layer '"
                                            + ipcp.layer().orElseThrow().layer() + "' through IPCP '" + ipcp + "'")
                                    .collect(Collectors.joining(", "))
                            + "; register it in one of them");
        }
        return names.find(name).isPresent()
                ? new FlowRefused(
                        Reason.UNREACHABLE,
                        "no layer of this system reaches name '" + name
                                + "': no IPCP is operational; bootstrap or enroll one, or bind the name")
                : new FlowRefused(
                        Reason.UNKNOWN_NAME,
                        "name '" + name
                                + "' is not known to this system, and no IPCP is operational that could look for"
                                + " it: create or bind the name, or bootstrap or enroll an IPCP");
    }

    /**
     * An endpoint on a flow of a layer.
     *
     * @param identity of the end, with what the peer said
     */
    private record LayerEnd(FlowIdentity identity, LayerEndpoint endpoint, SystemIpcp layer, Session session) {}

    private CompletableFuture<LayerEnd> overLayer(
            PendingFlow<?> request, SystemIpcp layer, FlowOffer offer, Optional<FlowUser> upper) {
        String name = offer.name();
        NameSpec spec = names.find(name).map(Name::spec).orElseGet(() -> NameSpec.of(name, NameSpec.SPILLOVER));
        return security.ofClient(spec)
                .thenCompose(wanted -> OapClient.open(loop, policies, name, wanted, offer.data()))
                .thenCompose(oap ->
                        overLayer(request, layer, offer, upper, oap).whenComplete((end, failure) -> oap.close()));
    }

    private CompletableFuture<LayerEnd> overLayer(
            PendingFlow<?> request, SystemIpcp layer, FlowOffer offer, Optional<FlowUser> upper, OapClient oap) {
        String name = offer.name();
        QosSpec qos = offer.qos();
        NameHash hash = NameHash.of(name, layer.layer().orElseThrow().hash());
        FlowIdentity asked = new FlowIdentity(table.newId(), name, qos);
        return endpoints.open(asked.toString(), qos, layer.traits()).thenCompose(endpoint -> {
            upper.ifPresent(endpoint::use);
            if (oap.agreesOnKey()) {
                endpoint.awaitKey();
            }
            CompletableFuture<Allocation.Reply> answer =
                    Failures.ask(() -> layer.member().allocate(new Allocation(hash, qos, oap.request(), endpoint)));
            CompletableFuture<Session> agreed = Failures.within(loop, request.timeout(), answer)
                    .thenCompose(reply -> oap.finish(reply.oap()))
                    .thenCompose(session -> encrypt(endpoint, session));
            return agreed.handle((session, failure) -> {
                if (failure != null) {
                    endpoint.deallocate();
                    answer.thenAccept(unused -> unused.flow().deallocate());
                    throw Failures.asFlowRefused(name, failure);
                }
                if (session.ours()) {
                    endpoint.peerIsOurs();
                }
                endpoint.attach(answer.join().flow());
                if (request.isDone()) {
                    endpoint.deallocate();
                    throw new FlowRefused(Reason.TIMED_OUT, "the flow came too late");
                }
                FlowIdentity identity = new FlowIdentity(asked.id(), name, qos, session.data());
                return new LayerEnd(identity, endpoint, layer, session);
            });
        });
    }

    private static CompletableFuture<Session> encrypt(LayerEndpoint endpoint, Session session) {
        return session.cipher()
                .map(endpoint::encrypt)
                .orElseGet(() -> CompletableFuture.completedFuture(null))
                .thenApply(open -> session);
    }

    private CompletableFuture<Flow> overLayer(
            PendingFlow<Flow> request, FlowOwner owner, SystemIpcp layer, FlowOffer offer) {
        return overLayer(request, layer, offer, Optional.empty()).thenApply(end -> application(owner, end));
    }

    private Flow application(FlowOwner owner, LayerEnd end) {
        requireRoom(end);
        FlowIdentity identity = end.identity();
        ApplicationFlow flow = endpoints.application(identity, end.endpoint(), () -> table.forget(identity.id()));
        table.add(
                identity,
                Side.CLIENT,
                owner,
                owner.label(),
                Optional.of(new Carriage(end.layer(), end.endpoint(), end.session())),
                flow);
        return flow;
    }

    private LayerFlow track(SystemIpcp user, LayerEnd end) {
        requireRoom(end);
        LayerEndpoint endpoint = end.endpoint();
        FlowIdentity identity = end.identity();
        endpoint.onDeallocated(() -> table.forget(identity.id()));
        table.add(
                identity,
                Side.CLIENT,
                user,
                user.name(),
                Optional.of(new Carriage(end.layer(), end.endpoint(), end.session())),
                endpoint);
        return endpoint;
    }

    private void requireRoom(LayerEnd end) {
        try {
            table.requireRoom(1, settings.maxFlows(), end.identity().name());
        } catch (FlowRefused exhausted) {
            end.endpoint().deallocate();
            throw exhausted;
        }
    }

    private CompletableFuture<Flow> direct(PendingFlow<Flow> request, FlowOwner owner, Name name, FlowOffer offer) {
        Recipient recipient = new Recipient(loop, acceptors, name, offer.qos());
        return recipient
                .answer(offer.data())
                .thenCompose(answer -> recipient
                        .process()
                        .thenApply(process -> direct(request, owner, process, recipient, offer, answer)))
                .whenComplete((flow, failure) -> recipient.release());
    }

    private Flow direct(
            PendingFlow<Flow> request,
            FlowOwner owner,
            SystemProcess process,
            Recipient recipient,
            FlowOffer offer,
            byte[] answer) {
        if (request.isDone()) {
            throw new FlowRefused(Reason.TIMED_OUT, "the flow came too late");
        }
        acceptors.requirePresent(process);
        table.requireRoom(2, settings.maxFlows(), offer.name());
        recipient.served();
        return connect(owner, process, offer, answer);
    }

    private Flow connect(FlowOwner owner, SystemProcess process, FlowOffer offer, byte[] answer) {
        FlowIdentity client = new FlowIdentity(table.newId(), offer.name(), offer.qos(), answer);
        FlowIdentity server = new FlowIdentity(table.newId(), offer.name(), offer.qos(), offer.data());
        Endpoints.Direct ends = endpoints.connect(
                client, () -> table.forget(client.id()), server, () -> arrivals.forget(server.id(), process));
        table.add(client, Side.CLIENT, owner, owner.label(), Optional.empty(), ends.client());
        table.add(server, Side.SERVER, process, process.toString(), Optional.empty(), ends.server());
        arrivals.serve(process, ends.server());
        return ends.client();
    }
}
