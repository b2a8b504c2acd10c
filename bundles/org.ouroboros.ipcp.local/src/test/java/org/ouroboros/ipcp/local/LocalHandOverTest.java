// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ouroboros.api.FlowRefused;
import org.ouroboros.api.QosSpec;
import org.ouroboros.loop.simulation.SimulatedLoop;
import org.ouroboros.packet.PacketPool;
import org.ouroboros.policy.ipcp.Allocation;
import org.ouroboros.policy.ipcp.HashAlgorithm;
import org.ouroboros.policy.ipcp.Ipcp;
import org.ouroboros.policy.ipcp.LayerConfig;
import org.ouroboros.policy.ipcp.LayerInfo;
import org.ouroboros.policy.ipcp.MemberState;
import org.ouroboros.policy.ipcp.NameHash;

/** An IPCP leaves its place to another one: a layer that is reliable loses nothing by it. */
class LocalHandOverTest {
    private static final NameHash NAME = NameHash.of("oping", HashAlgorithm.SHA3_256);

    private final SimulatedLoop loop = new SimulatedLoop(1);
    private final PacketPool pool = new PacketPool(1 << 20);
    private final TestHost host = new TestHost(loop, pool);
    private final Party client = new Party(pool);
    private final Party server = new Party(pool);
    private final Ipcp before = new LocalIpcpType().create(host);
    private final Ipcp after = new LocalIpcpType().create(host);

    @BeforeEach
    void aFlow() {
        loop.await(before.bootstrap(new LayerConfig("host", Map.of())));
        loop.await(before.register(NAME));
        host.acceptor(arrival ->
                CompletableFuture.completedFuture(new Allocation.Acceptance(server.with(arrival.flow()), new byte[0])));
        client.with(loop.await(allocate(before)).flow());
        loop.run();
    }

    @AfterEach
    void everyPacketIsBackInThePool() {
        loop.run();
        assertEquals(0, pool.outstanding());
    }

    @Test
    void packetsThatWaitAreDeliveredInOrder() {
        server.onReceive(number -> {
            if (number < 3) {
                client.sendNext(); // waits: a delivery is under way
                client.sendNext();
            }
        });
        client.sendNext();
        MemberState left = handOver();
        assertEquals(List.of(0L), server.received());
        assertEquals("member of layer 'host', 2 ends of flows, 0 N-1 flows", left.summary());
        server.onReceive(number -> {});
        assertEquals(new LayerInfo("host", HashAlgorithm.SHA3_256), after.resume(left));
        client.sendNext();
        loop.run();
        assertEquals(List.of(0L, 1L, 2L, 3L), server.received());
        client.deallocate();
        loop.run();
        assertTrue(server.over());
    }

    @Test
    void marksAndReleasesThatWereUnderWayAreTold() {
        server.flow().markDown();
        MemberState left = handOver();
        assertEquals(List.of(), client.told());
        after.resume(left);
        loop.run();
        assertEquals(List.of("down"), client.told());
        server.deallocate();
        MemberState again = after.handOver().orElseThrow();
        assertEquals(1, again.ends().size());
        Ipcp last = new LocalIpcpType().create(host);
        last.resume(again);
        loop.run();
        assertEquals(List.of("down", "deallocated"), client.told());
    }

    @Test
    void whatIsNotAcceptedYetIsRefused() {
        host.acceptor(arrival -> new CompletableFuture<>());
        CompletableFuture<Allocation.Reply> asked = allocate(before);
        handOver();
        FlowRefused refused = assertThrows(FlowRefused.class, () -> loop.await(asked));
        assertEquals(FlowRefused.Reason.LAYER_DOWN, refused.reason());
    }

    @Test
    void anIpcpOfNoLayerHasNothingToHandOver() {
        assertEquals(Optional.empty(), after.handOver());
    }

    private MemberState handOver() {
        return before.handOver().orElseThrow();
    }

    private CompletableFuture<Allocation.Reply> allocate(Ipcp ipcp) {
        return ipcp.allocate(new Allocation(NAME, QosSpec.RAW, new byte[0], client));
    }
}
