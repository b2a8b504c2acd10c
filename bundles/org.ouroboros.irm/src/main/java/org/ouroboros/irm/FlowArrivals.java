// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.ouroboros.api.FlowRefused;
import org.ouroboros.api.FlowRefused.Reason;
import org.ouroboros.api.irm.FlowInfo.Side;
import org.ouroboros.api.irm.IrmException;
import org.ouroboros.endpoint.ApplicationFlow;
import org.ouroboros.endpoint.EndpointPolicies;
import org.ouroboros.endpoint.Endpoints;
import org.ouroboros.endpoint.FlowIdentity;
import org.ouroboros.endpoint.LayerEndpoint;
import org.ouroboros.endpoint.oap.AllocationId;
import org.ouroboros.endpoint.oap.OapServer;
import org.ouroboros.endpoint.oap.Session;
import org.ouroboros.irm.FlowTable.Carriage;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.policy.ipcp.Allocation;
import org.ouroboros.policy.ipcp.Ipcp;
import org.ouroboros.policy.ipcp.LayerRefused;
import org.ouroboros.policy.ipcp.LayerTraits;

/** Accepts flows: the server's side (end-to-end specification, section 5.2). Confined to the loop. */
final class FlowArrivals {
    private static final System.Logger LOG = System.getLogger(FlowArrivals.class.getName());

    private static final int MOST_AGREEING = 1_024;

    private final IpcpLoop loop;
    private final Endpoints endpoints;
    private final Acceptors acceptors;
    private final FlowTable table;
    private final Tally tally;
    private final OapServer oap;
    private final NameSecurityFiles security;
    private final Renegotiations renegotiations;
    private final RefusalLog refusals;
    private int agreeing; // requests that are being answered
    private IrmSettings settings;

    FlowArrivals(
            IpcpLoop loop,
            Endpoints endpoints,
            Acceptors acceptors,
            FlowTable table,
            Tally tally,
            EndpointPolicies policies,
            NameSecurityFiles security,
            Renegotiations renegotiations,
            IrmSettings settings) {
        this.loop = loop;
        this.endpoints = endpoints;
        this.acceptors = acceptors;
        this.table = table;
        this.tally = tally;
        this.oap = new OapServer(loop, policies);
        this.security = security;
        this.renegotiations = renegotiations;
        this.refusals = new RefusalLog(loop);
        this.settings = settings;
    }

    void settings(IrmSettings newSettings) {
        settings = newSettings;
    }

    /**
     * Offers a flow that a peer asks for to the processes and IPCPs that are bound to its name.
     *
     * @param carrier the IPCP that the request reached
     * @param arrival the request
     * @return completes with who takes it, or with {@link FlowRefused}
     */
    CompletableFuture<Allocation.Acceptance> arrived(SystemIpcp carrier, Allocation.Arrival arrival) {
        return Failures.ask(() -> accept(carrier, arrival)).whenComplete((acceptance, failure) -> {
            if (failure != null) {
                FlowRefused refused =
                        Failures.asFlowRefused(arrival.destination().toString(), failure);
                tally.refusedToPeer(refused.reason());
                refusals.tell(carrier.name(), refused);
            }
        });
    }

    private CompletableFuture<Allocation.Acceptance> accept(SystemIpcp carrier, Allocation.Arrival arrival) {
        Name name = carrier.registered().get(arrival.destination());
        if (name == null) {
            throw new FlowRefused(
                    Reason.UNKNOWN_NAME,
                    "no name with hash " + arrival.destination() + " is registered with " + carrier);
        }
        OapServer.Taken request = oap.take(name.name(), arrival.oap());
        Optional<AllocationId> renegotiated = request.renegotiates();
        if (renegotiated.isPresent()) {
            return bounded(name, () -> renegotiations.answer(carrier, name, arrival, request, renegotiated.get()));
        }
        Recipient recipient = new Recipient(loop, acceptors, name, arrival.qos());
        return agree(name, request, recipient)
                .thenCompose(answer -> {
                    Optional<SystemIpcp> server = ipcpBehind(name);
                    CompletableFuture<LayerEndpoint> accepted = Failures.ask(() -> server.isPresent()
                            ? acceptByIpcp(server.get(), carrier, name, arrival, answer.session())
                            : acceptByProcess(carrier, name, recipient, arrival, answer.session()));
                    return accepted.whenComplete((endpoint, failure) -> {
                                if (failure != null) {
                                    answer.session().forget();
                                }
                            })
                            .thenApply(endpoint -> new Allocation.Acceptance(endpoint, answer.response()));
                })
                .whenComplete((acceptance, failure) -> recipient.release());
    }

    private CompletableFuture<OapServer.Answer> agree(Name name, OapServer.Taken request, Recipient recipient) {
        return bounded(
                name, () -> security.ofServer(name.spec()).thenCompose(wanted -> request.answer(wanted, recipient)));
    }

    /** Agrees on what protects a flow. Keys and signatures cost the server more than the client, so it is bounded. */
    private <T> CompletableFuture<T> bounded(Name name, Supplier<CompletableFuture<T>> agreement) {
        if (agreeing >= MOST_AGREEING) {
            throw new FlowRefused(
                    Reason.EXHAUSTED,
                    "flow to '" + name.name() + "': what protects " + MOST_AGREEING
                            + " flows is being agreed on already");
        }
        agreeing++;
        return Failures.ask(agreement).whenComplete((answer, failure) -> agreeing--);
    }

    /** Hands a flow to the process that it was given to, on a thread of its own. */
    void serve(SystemProcess process, ApplicationFlow flow) {
        loop.spawn(process.program() + "-flow-" + flow.id(), () -> {
            try {
                process.acceptor().accept(flow);
            } catch (Throwable failure) { // an Error of an application ends its flow, too
                LOG.log(System.Logger.Level.WARNING, process + " failed on " + flow, failure);
                flow.deallocate();
            }
        });
    }

    /** Forgets the server's end of a flow. Any thread. */
    void forget(int id, SystemProcess process) {
        loop.execute(() -> {
            table.forget(id);
            acceptors.release(process);
        });
    }

    private static Optional<SystemIpcp> ipcpBehind(Name name) {
        return name.isBound()
                ? Optional.empty()
                : name.ipcps().values().stream()
                        .filter(SystemIpcp::isOperational)
                        .findFirst();
    }

    private CompletableFuture<LayerEndpoint> acceptByProcess(
            SystemIpcp carrier, Name name, Recipient recipient, Allocation.Arrival arrival, Session session) {
        Ipcp member = carrier.member();
        LayerTraits layer = carrier.traits();
        FlowIdentity identity = identity(name, arrival, session);
        return recipient
                .process()
                .thenCompose(process -> endpoints
                        .open(identity.toString(), arrival.qos(), layer, session.cipher())
                        .thenApply(endpoint -> {
                            LayerEndpoint accepted =
                                    hand(endpoint, identity, process, carrier, member, arrival, session);
                            recipient.served();
                            return accepted;
                        }));
    }

    private LayerEndpoint hand(
            LayerEndpoint endpoint,
            FlowIdentity identity,
            SystemProcess process,
            SystemIpcp carrier,
            Ipcp member,
            Allocation.Arrival arrival,
            Session session) {
        try {
            carrier.requireStill(member);
            acceptors.requirePresent(process);
            attach(endpoint, identity, arrival, session);
            ApplicationFlow flow = endpoints.application(identity, endpoint, () -> forget(identity.id(), process));
            table.add(
                    identity,
                    Side.SERVER,
                    process,
                    process.toString(),
                    Optional.of(new Carriage(carrier, endpoint, session)),
                    flow);
            serve(process, flow);
            return endpoint;
        } catch (RuntimeException | Error failure) {
            endpoint.deallocate();
            throw failure;
        }
    }

    private CompletableFuture<LayerEndpoint> acceptByIpcp(
            SystemIpcp server, SystemIpcp carrier, Name name, Allocation.Arrival arrival, Session session) {
        FlowIdentity identity = identity(name, arrival, session);
        return endpoints
                .open(identity.toString(), arrival.qos(), carrier.traits(), session.cipher())
                .thenApply(endpoint -> stack(endpoint, identity, server, carrier, arrival, session));
    }

    private LayerEndpoint stack(
            LayerEndpoint endpoint,
            FlowIdentity identity,
            SystemIpcp server,
            SystemIpcp carrier,
            Allocation.Arrival arrival,
            Session session) {
        try {
            attach(endpoint, identity, arrival, session);
            endpoint.use(server.member().accept(identity.name(), arrival.qos(), endpoint));
            endpoint.onDeallocated(() -> table.forget(identity.id()));
            table.add(
                    identity,
                    Side.SERVER,
                    server,
                    server.name(),
                    Optional.of(new Carriage(carrier, endpoint, session)),
                    endpoint);
            return endpoint;
        } catch (LayerRefused | IrmException refusal) {
            endpoint.deallocate();
            throw new FlowRefused(
                    Reason.REFUSED_BY_PEER,
                    "IPCP '" + server.name() + "' does not take the flow: " + refusal.getMessage());
        } catch (RuntimeException | Error failure) {
            endpoint.deallocate();
            throw failure;
        }
    }

    private FlowIdentity identity(Name name, Allocation.Arrival arrival, Session session) {
        return new FlowIdentity(table.newId(), name.name(), arrival.qos(), session.data());
    }

    private void attach(LayerEndpoint endpoint, FlowIdentity identity, Allocation.Arrival arrival, Session session) {
        table.requireRoom(1, settings.maxFlows(), identity.name());
        if (session.ours()) {
            endpoint.peerIsOurs();
        }
        endpoint.attach(arrival.flow());
    }
}
