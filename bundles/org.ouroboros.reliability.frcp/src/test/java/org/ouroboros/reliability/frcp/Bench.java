// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.reliability.frcp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.ouroboros.api.QosSpec;
import org.ouroboros.endpoint.ApplicationFlow;
import org.ouroboros.endpoint.EndpointPolicies;
import org.ouroboros.endpoint.Endpoints;
import org.ouroboros.endpoint.FlowIdentity;
import org.ouroboros.endpoint.LayerEndpoint;
import org.ouroboros.host.Candidate;
import org.ouroboros.integrity.crc32.Crc32Policy;
import org.ouroboros.loop.simulation.SimulatedLoop;
import org.ouroboros.packet.PacketPool;
import org.ouroboros.policy.integrity.IntegrityPolicy;
import org.ouroboros.policy.ipcp.LayerFlow;
import org.ouroboros.policy.ipcp.LayerTraits;
import org.ouroboros.policy.reliability.ReliabilityPolicy;
import org.ouroboros.policy.reliability.ReliabilityState;

/** The endpoints of a system on virtual time, with FRCP and the checksum. */
final class Bench {
    /** Reliable, without signs of life: a run ends when nothing is left to do. */
    static final QosSpec RELIABLE = QosSpec.DATA.withTimeoutMs(0);

    /** In order, with loss. */
    static final QosSpec ORDERED = QosSpec.BEST_EFFORT.withTimeoutMs(0);

    private static final LayerTraits POOR = new LayerTraits(1, true, false, false, Duration.ofMillis(100));

    final SimulatedLoop loop;
    final PacketPool pool = new PacketPool(64L << 20);
    final List<FrcpMachine> machines = new ArrayList<>();
    private final List<Integer> firsts = new ArrayList<>();
    private final Endpoints endpoints;
    private boolean ours;

    Bench(long seed, int queue) {
        loop = new SimulatedLoop(seed);
        EndpointPolicies policies = new EndpointPolicies(loop, Duration.ofSeconds(5));
        policies.reliability().offer(new Candidate<>(this::machine, ReliabilityPolicy.KIND, "frcp", "frcp", "1.0.0"));
        policies.integrity().offer(new Candidate<>(new Crc32Policy(), IntegrityPolicy.KIND, "crc32", "crc32", "1.0.0"));
        endpoints = new Endpoints(loop, pool, policies, queue);
    }

    /** Has the next machines begin with these numbers. */
    Bench beginning(int... numbers) {
        for (int number : numbers) {
            firsts.add(number);
        }
        return this;
    }

    /** Has the ends know each other for what they are. */
    Bench ours() {
        ours = true;
        return this;
    }

    private FrcpMachine machine(ReliabilityPolicy.FlowEnd flow) {
        FrcpMachine machine = firsts.isEmpty() ? FrcpMachine.open(flow) : new FrcpMachine(flow, firsts.removeFirst());
        machines.add(machine);
        return machine;
    }

    LayerEndpoint endpoint(QosSpec qos, LayerFlow flow) {
        LayerEndpoint endpoint = loop.await(endpoints.open("flow", qos, POOR));
        if (ours) {
            endpoint.peerIsOurs();
        }
        endpoint.attach(flow);
        return endpoint;
    }

    ApplicationFlow application(QosSpec qos, LayerEndpoint endpoint) {
        return endpoints.application(new FlowIdentity(1, "name", qos), endpoint, () -> {});
    }

    /** The applications at the ends of a flow. */
    record Ends(ApplicationFlow client, ApplicationFlow server) {
        void deallocate() {
            client.deallocate();
            server.deallocate();
        }
    }

    Ends connect(Link link, QosSpec qos) {
        LayerEndpoint first = endpoint(qos, link.first());
        LayerEndpoint second = endpoint(qos, link.second());
        link.connect(first, second);
        return new Ends(application(qos, first), application(qos, second));
    }

    /** {@return where the machine is that was opened last} */
    ReliabilityState latestState() {
        return machines.getLast().state().orElseThrow();
    }

    /** Runs to the end, and checks that nothing is left over. */
    void finish() {
        loop.run();
        assertEquals(0, pool.outstanding(), "packets");
        for (FrcpMachine machine : machines) {
            assertEquals(0, machine.state().orElseThrow().sending().outstanding());
        }
    }
}
