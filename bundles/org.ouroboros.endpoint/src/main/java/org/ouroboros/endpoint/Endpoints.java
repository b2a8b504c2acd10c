// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.ouroboros.api.QosSpec;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.packet.PacketPool;
import org.ouroboros.policy.ipcp.LayerTraits;

/** Makes the ends of flows. Confined to the loop. */
public final class Endpoints {
    private static final LayerTraits DIRECT = new LayerTraits(0, true, true, true, Duration.ofMillis(1));

    private final IpcpLoop loop;
    private final PacketPool pool;
    private final EndpointPolicies policies;
    private final int queuePackets;

    /**
     * Makes a maker.
     *
     * @param loop the loop that the flows live on
     * @param pool the packets of the system
     * @param policies what can protect flows
     * @param queuePackets packets that wait in each direction between an application and the loop, or another application; twice as many
     *     to be read where no window keeps the sender back
     */
    public Endpoints(IpcpLoop loop, PacketPool pool, EndpointPolicies policies, int queuePackets) {
        this.loop = loop;
        this.pool = pool;
        this.policies = policies;
        this.queuePackets = queuePackets;
    }

    /**
     * Opens an endpoint that is still to be put on a layer's flow, once what protects the flow is there.
     *
     * @param flow names the flow, for people
     * @param qos QoS of the flow
     * @param layer what the layer promises
     * @return completes with the endpoint, or with {@link org.ouroboros.api.FlowRefused} if a policy is missing
     */
    public CompletableFuture<LayerEndpoint> open(String flow, QosSpec qos, LayerTraits layer) {
        return open(flow, qos, layer, Optional.empty());
    }

    /**
     * Opens an endpoint of a flow whose two ends have agreed on a key, or on having none.
     *
     * @param flow names the flow, for people
     * @param qos QoS of the flow
     * @param layer what the layer promises
     * @param cipher what encrypts the flow; the key is taken over and wiped
     * @return completes with the endpoint, or with {@link org.ouroboros.api.FlowRefused} if a policy is missing
     */
    public CompletableFuture<LayerEndpoint> open(
            String flow, QosSpec qos, LayerTraits layer, Optional<EndpointPolicies.Cipher> cipher) {
        return open(flow, qos, layer, EndpointPolicies.needs(qos, layer, cipher));
    }

    CompletableFuture<LayerEndpoint> open(String flow, QosSpec qos, LayerTraits layer, EndpointPolicies.Needs needs) {
        LayerEndpoint endpoint = new LayerEndpoint(loop, pool, policies, flow, qos, layer, needs);
        return endpoint.ready().handle((nothing, refusal) -> {
            if (refusal != null) {
                endpoint.deallocate();
                throw Refusals.asRefused(refusal);
            }
            return endpoint;
        });
    }

    /**
     * Connects two applications of this system without a layer.
     *
     * @param client identity of the end that asked for the flow
     * @param clientDeallocated called once when the client deallocates the flow, on its thread
     * @param server identity of the end that accepts it
     * @param serverDeallocated called once when the server deallocates the flow, on its thread
     * @return both ends
     */
    public Direct connect(
            FlowIdentity client, Runnable clientDeallocated, FlowIdentity server, Runnable serverDeallocated) {
        LayerEndpoint clientEnd = unprotected(client);
        LayerEndpoint serverEnd = unprotected(server);
        DirectFlow flow = DirectFlow.connect(loop, clientEnd, serverEnd);
        clientEnd.attach(flow);
        serverEnd.attach(flow.other());
        ApplicationFlow serverFlow = application(server, serverEnd, serverDeallocated);
        return new Direct(application(client, clientEnd, clientDeallocated), serverFlow);
    }

    /**
     * The ends of a direct flow.
     *
     * @param client the end that asked for it
     * @param server the end that accepted it
     */
    public record Direct(ApplicationFlow client, ApplicationFlow server) {}

    /**
     * Shows an endpoint to an application.
     *
     * @param identity identity of this end
     * @param endpoint an endpoint on a layer's flow, without a user
     * @param onDeallocated called once when the application deallocates the flow, on its thread
     * @return the flow
     */
    public ApplicationFlow application(FlowIdentity identity, LayerEndpoint endpoint, Runnable onDeallocated) {
        Optional<PipePair> shared = endpoint.takeOffered().or(() -> share(endpoint));
        return new ApplicationFlow(
                identity,
                endpoint,
                pool,
                shared.orElseGet(() -> layerPipes(endpoint)),
                shared.isPresent(),
                onDeallocated);
    }

    private Optional<PipePair> share(LayerEndpoint endpoint) {
        return endpoint.partner().map(partner -> {
            PipePair pipes = newPipes();
            partner.offer(pipes.reversed());
            return pipes;
        });
    }

    /** A loop receives a batch at a time, when a reader may still have half of the one before: without a window, both need room. */
    private PipePair layerPipes(LayerEndpoint endpoint) {
        int incoming = endpoint.windowed() ? queuePackets : 2 * queuePackets;
        return new PipePair(new Pipe(incoming), new Pipe(queuePackets));
    }

    private PipePair newPipes() {
        return new PipePair(new Pipe(queuePackets), new Pipe(queuePackets));
    }

    private LayerEndpoint unprotected(FlowIdentity identity) {
        return new LayerEndpoint(
                loop,
                pool,
                policies,
                identity.toString(),
                identity.qos(),
                DIRECT,
                EndpointPolicies.needs(identity.qos(), DIRECT, Optional.empty()));
    }
}
