// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.ouroboros.api.QosSpec;
import org.ouroboros.endpoint.EndpointPolicies.Cipher;
import org.ouroboros.endpoint.EndpointPolicies.Needs;
import org.ouroboros.host.Candidate;
import org.ouroboros.loop.simulation.SimulatedLoop;
import org.ouroboros.packet.PacketPool;
import org.ouroboros.policy.encryption.EncryptionPolicy;
import org.ouroboros.policy.integrity.IntegrityPolicy;
import org.ouroboros.policy.ipcp.LayerTraits;
import org.ouroboros.policy.reliability.ReliabilityPolicy;

/** A system on virtual time, as far as endpoints need one. */
final class SimulatedSystem {
    /** A layer that promises nothing. */
    static final LayerTraits POOR = new LayerTraits(0, true, false, false, Duration.ofMillis(100));

    /** Nothing is needed, and nobody is told that a peer is silent. */
    static final QosSpec QUIET = QosSpec.RAW.withTimeoutMs(0);

    static final Supplier<Needs> NOTHING = () -> new Needs(Optional.empty(), Optional.empty(), Optional.empty());

    final SimulatedLoop loop;
    final PacketPool pool = new PacketPool(8L << 20);
    final EndpointPolicies policies;
    final Endpoints endpoints;
    int clientReleases;
    int serverReleases;

    SimulatedSystem(long seed) {
        this(seed, 16);
    }

    SimulatedSystem(long seed, int queuePackets) {
        this.loop = new SimulatedLoop(seed);
        this.policies = new EndpointPolicies(loop, Duration.ofSeconds(1));
        this.endpoints = new Endpoints(loop, pool, policies, queuePackets);
    }

    /** The two ends of a flow between applications. */
    record Ends(ApplicationFlow client, ApplicationFlow server) {
        void deallocate() {
            client.deallocate();
            server.deallocate();
        }
    }

    Ends direct() {
        Endpoints.Direct ends = endpoints.connect(
                new FlowIdentity(1, "echo", QUIET),
                () -> clientReleases++,
                new FlowIdentity(2, "echo", QUIET),
                () -> serverReleases++);
        return new Ends(ends.client(), ends.server());
    }

    ToyLink link(ToyLink.Terms terms) {
        return new ToyLink(loop, loop.random(), terms);
    }

    /** {@return an endpoint on each end of a link, without users} */
    LayerEndpoint[] endpoints(ToyLink link, QosSpec qos, Supplier<Needs> needs) {
        LayerEndpoint first = loop.await(endpoints.open("first", qos, POOR, needs.get()));
        LayerEndpoint second = loop.await(endpoints.open("second", qos, POOR, needs.get()));
        link.connect(first, second);
        first.attach(link.first());
        second.attach(link.second());
        return new LayerEndpoint[] {first, second};
    }

    Ends over(ToyLink link, QosSpec qos, Supplier<Needs> needs) {
        LayerEndpoint[] ends = endpoints(link, qos, needs);
        ApplicationFlow server =
                endpoints.application(new FlowIdentity(2, "echo", qos), ends[1], () -> serverReleases++);
        ApplicationFlow client =
                endpoints.application(new FlowIdentity(1, "echo", qos), ends[0], () -> clientReleases++);
        return new Ends(client, server);
    }

    static Supplier<Needs> reliable(String name) {
        return () -> new Needs(Optional.of(name), Optional.empty(), Optional.empty());
    }

    static Supplier<Needs> sealed() {
        return () -> new Needs(Optional.empty(), Optional.empty(), Optional.of(key()));
    }

    static Supplier<Needs> everything(String reliability) {
        return () -> new Needs(Optional.of(reliability), Optional.of("sum"), Optional.of(key()));
    }

    /** Each end owns its key, and wipes it. */
    private static Cipher key() {
        return new Cipher("xor", new byte[] {0x5A});
    }

    void install(String name, ReliabilityPolicy policy) {
        policies.reliability().offer(new Candidate<>(policy, ReliabilityPolicy.KIND, name, "toy", "1.0.0"));
    }

    void install(IntegrityPolicy policy) {
        policies.integrity().offer(new Candidate<>(policy, IntegrityPolicy.KIND, "sum", "toy", "1.0.0"));
    }

    void install(EncryptionPolicy policy) {
        policies.encryption().offer(new Candidate<>(policy, EncryptionPolicy.KIND, "xor", "toy", "1.0.0"));
    }

    /** Runs what is due now, and leaves the clock where it is. */
    void settle() {
        loop.runFor(Duration.ZERO);
    }
}
