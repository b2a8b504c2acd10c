// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.virtual;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.ouroboros.api.QosSpec;
import org.ouroboros.loop.simulation.SimulatedLoop;
import org.ouroboros.packet.PacketPool;
import org.ouroboros.policy.ipcp.Allocation;
import org.ouroboros.policy.ipcp.FlowUser;
import org.ouroboros.policy.ipcp.HashAlgorithm;
import org.ouroboros.policy.ipcp.LayerConfig;
import org.ouroboros.policy.ipcp.LayerFlow;
import org.ouroboros.policy.ipcp.NameHash;

/** Two members of a link, {@code a} and {@code b}, on virtual time; a server behind {@code b}. */
final class TestLink {
    static final NameHash NAME = NameHash.of("oping", HashAlgorithm.SHA3_256);

    final SimulatedLoop loop = new SimulatedLoop(1);
    final PacketPool pool = new PacketPool(16 << 20);
    final VirtualIpcpType type = new VirtualIpcpType();
    final Party client = new Party(pool);
    final Party server = new Party(pool);
    final VirtualIpcp a;
    final VirtualIpcp b;

    TestLink(Map<String, String> options) {
        a = member("a", options);
        b = member("b", Map.of());
        loop.await(b.register(NAME));
    }

    /** {@return a new member of the layer} */
    VirtualIpcp member(String name, Map<String, String> options) {
        VirtualIpcp member = create(name);
        loop.await(member.bootstrap(new LayerConfig("lan", options)));
        return member;
    }

    /** {@return a new IPCP that is not member of the layer} */
    VirtualIpcp create(String name) {
        return (VirtualIpcp) type.create(new TestHost(name, loop, pool));
    }

    static TestHost.Acceptor acceptor(VirtualIpcp ipcp) {
        return ((TestHost) ipcp.host()).acceptor();
    }

    /** Allocates a flow between the client and the server. */
    TestLink connect() {
        connectParties(client, server);
        return this;
    }

    /** Allocates a flow from {@code a} to {@code b}. */
    void connectParties(Party from, Party to) {
        acceptor(b).accept(to);
        from.with(loop.await(allocate(from)).flow());
    }

    /** Allocates a flow from {@code a} to {@code b}; gives the client's end. */
    LayerFlow connect(FlowUser from, FlowUser to) {
        acceptor(b).decide(arrival -> CompletableFuture.completedFuture(new Allocation.Acceptance(to, new byte[0])));
        return loop.await(allocate(from)).flow();
    }

    CompletableFuture<Allocation.Reply> allocate(FlowUser from) {
        return a.allocate(new Allocation(NAME, QosSpec.RAW, new byte[0], from));
    }

    /** Has the client send numbers, one each time, and waits until nothing is under way. */
    void sendEvery(long intervalNs, int count) {
        for (int i = 0; i < count; i++) {
            loop.at(i * intervalNs, client::sendNext);
        }
        loop.run();
    }

    /** {@return what became of the packets of the client} */
    LinkCounters counters() {
        return ((VirtualFlow) client.flow()).out().counters();
    }

    /** {@return virtual nanoseconds since an earlier reading of the clock} */
    long sinceNs(long startNs) {
        return loop.nowNs() - startNs;
    }
}
