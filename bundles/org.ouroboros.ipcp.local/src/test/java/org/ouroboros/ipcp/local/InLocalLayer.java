// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.ouroboros.api.FlowRefused;
import org.ouroboros.api.FlowRefused.Reason;
import org.ouroboros.api.QosSpec;
import org.ouroboros.loop.simulation.SimulatedLoop;
import org.ouroboros.packet.PacketPool;
import org.ouroboros.policy.ipcp.Allocation;
import org.ouroboros.policy.ipcp.HashAlgorithm;
import org.ouroboros.policy.ipcp.Ipcp;
import org.ouroboros.policy.ipcp.LayerConfig;
import org.ouroboros.policy.ipcp.LayerFlow;
import org.ouroboros.policy.ipcp.NameHash;

/** A local layer with a client and a server, on virtual time; every packet is back in the end. */
abstract class InLocalLayer {
    static final NameHash NAME = NameHash.of("oping", HashAlgorithm.SHA3_256);
    static final LayerConfig LAYER = new LayerConfig("host", Map.of());

    final SimulatedLoop loop = new SimulatedLoop(1);
    final PacketPool pool = new PacketPool(1 << 20);
    final TestHost host = new TestHost(loop, pool);
    final Ipcp ipcp = new LocalIpcpType().create(host);
    final Party client = new Party(pool);
    final Party server = new Party(pool);

    @AfterEach
    void everyPacketIsBackInThePool() {
        loop.run();
        assertEquals(0, pool.outstanding());
    }

    void bootstrapAndRegister() {
        loop.await(ipcp.bootstrap(LAYER));
        loop.await(ipcp.register(NAME));
    }

    void connect() {
        bootstrapAndRegister();
        host.acceptor(arrival -> {
            server.with(arrival.flow());
            return CompletableFuture.completedFuture(new Allocation.Acceptance(server, new byte[0]));
        });
        client.with(loop.await(allocate()).flow());
        loop.run();
    }

    Party connect(Party from) {
        Party to = new Party(pool);
        host.acceptor(arrival -> {
            to.with(arrival.flow());
            return CompletableFuture.completedFuture(new Allocation.Acceptance(to, new byte[0]));
        });
        LayerFlow flow = loop.await(ipcp.allocate(new Allocation(NAME, QosSpec.RAW, new byte[0], from)))
                .flow();
        from.with(flow);
        loop.run();
        return to;
    }

    /** Has the server take its time: it has the flow, and accepts when the result is completed. */
    CompletableFuture<Allocation.Acceptance> holdAnswer() {
        CompletableFuture<Allocation.Acceptance> answer = new CompletableFuture<>();
        host.acceptor(arrival -> {
            server.with(arrival.flow());
            return answer;
        });
        return answer;
    }

    CompletableFuture<Allocation.Reply> allocate() {
        return ipcp.allocate(new Allocation(NAME, QosSpec.RAW, new byte[0], client));
    }

    FlowRefused assertRefused(Reason reason, CompletableFuture<Allocation.Reply> reply) {
        FlowRefused refused = assertThrows(FlowRefused.class, () -> loop.await(reply));
        assertEquals(reason, refused.reason());
        return refused;
    }
}
