// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.ouroboros.api.FlowRefused;
import org.ouroboros.api.FlowRefused.Reason;
import org.ouroboros.api.irm.FlowInfo.Side;
import org.ouroboros.api.irm.IrmException;
import org.ouroboros.endpoint.ApplicationFlow;
import org.ouroboros.endpoint.Endpoints;
import org.ouroboros.endpoint.FlowIdentity;
import org.ouroboros.endpoint.LayerEndpoint;
import org.ouroboros.endpoint.oap.OapServer;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.policy.ipcp.Allocation;
import org.ouroboros.policy.ipcp.Ipcp;
import org.ouroboros.policy.ipcp.LayerRefused;
import org.ouroboros.policy.ipcp.LayerTraits;

/** Accepts flows: the server's side (end-to-end specification, section 5.2). Confined to the loop. */
final class FlowArrivals {
    private static final System.Logger LOG = System.getLogger(FlowArrivals.class.getName());

    private final IpcpLoop loop;
    private final Endpoints endpoints;
    private final Acceptors acceptors;
    private final FlowTable table;
    private final Tally tally;
    private final OapServer oap;
    private IrmSettings settings;

    FlowArrivals(
            IpcpLoop loop,
            Endpoints endpoints,
            Acceptors acceptors,
            FlowTable table,
            Tally tally,
            IrmSettings settings) {
        this.loop = loop;
        this.endpoints = endpoints;
        this.acceptors = acceptors;
        this.table = table;
        this.tally = tally;
        this.oap = new OapServer(loop);
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
                LOG.log(System.Logger.Level.DEBUG, "{0}: {1}", carrier, refused.getMessage());
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
        name.requireNoSecurity();
        OapServer.Taken request = oap.take(name.name(), arrival.oap());
        Optional<SystemIpcp> server = ipcpBehind(name);
        return (server.isPresent()
                        ? acceptByIpcp(server.get(), carrier, name, arrival)
                        : acceptByProcess(carrier, name, arrival))
                .thenApply(endpoint -> new Allocation.Acceptance(endpoint, request.answer()));
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
            SystemIpcp carrier, Name name, Allocation.Arrival arrival) {
        Ipcp member = carrier.member();
        LayerTraits layer = carrier.traits();
        return acceptors
                .claim(name)
                .thenCompose(process -> endpoints
                        .open("flow to " + name.name(), arrival.qos(), layer)
                        .thenApply(endpoint -> hand(endpoint, process, carrier, member, name, arrival))
                        .whenComplete((accepted, failure) -> {
                            if (failure != null) {
                                acceptors.release(process);
                            }
                        }));
    }

    private LayerEndpoint hand(
            LayerEndpoint endpoint,
            SystemProcess process,
            SystemIpcp carrier,
            Ipcp member,
            Name name,
            Allocation.Arrival arrival) {
        try {
            carrier.requireStill(member);
            acceptors.requirePresent(process);
            FlowIdentity identity = attach(endpoint, name, arrival);
            ApplicationFlow flow = endpoints.application(identity, endpoint, () -> forget(identity.id(), process));
            table.add(identity, Side.SERVER, process, process.toString(), Optional.of(carrier), flow);
            serve(process, flow);
            return endpoint;
        } catch (RuntimeException | Error failure) {
            endpoint.deallocate();
            throw failure;
        }
    }

    private CompletableFuture<LayerEndpoint> acceptByIpcp(
            SystemIpcp server, SystemIpcp carrier, Name name, Allocation.Arrival arrival) {
        return endpoints
                .open("flow to " + name.name(), arrival.qos(), carrier.traits())
                .thenApply(endpoint -> stack(endpoint, server, carrier, name, arrival));
    }

    private LayerEndpoint stack(
            LayerEndpoint endpoint, SystemIpcp server, SystemIpcp carrier, Name name, Allocation.Arrival arrival) {
        try {
            FlowIdentity identity = attach(endpoint, name, arrival);
            endpoint.use(server.member().accept(name.name(), arrival.qos(), endpoint));
            endpoint.onDeallocated(() -> table.forget(identity.id()));
            table.add(identity, Side.SERVER, server, server.name(), Optional.of(carrier), endpoint);
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

    private FlowIdentity attach(LayerEndpoint endpoint, Name name, Allocation.Arrival arrival) {
        table.requireRoom(1, settings.maxFlows(), name.name());
        endpoint.attach(arrival.flow());
        return new FlowIdentity(table.newId(), name.name(), arrival.qos());
    }
}
