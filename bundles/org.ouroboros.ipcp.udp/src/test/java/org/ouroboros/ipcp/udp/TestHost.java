// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.udp;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.ouroboros.api.FlowRefused;
import org.ouroboros.api.FlowRefused.Reason;
import org.ouroboros.api.QosSpec;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.packet.PacketPool;
import org.ouroboros.policy.ipcp.Allocation;
import org.ouroboros.policy.ipcp.FlowUser;
import org.ouroboros.policy.ipcp.IpcpHost;
import org.ouroboros.policy.ipcp.LayerFlow;
import org.ouroboros.policy.ipcp.Peer;

/** The system of an IPCP under test. Nobody accepts unless told to. */
final class TestHost implements IpcpHost {
    private final String ipcp;
    private final IpcpLoop loop;
    private final PacketPool pool;
    private final List<Allocation.Arrival> arrivals = new ArrayList<>();
    private Function<Allocation.Arrival, CompletableFuture<Allocation.Acceptance>> decision =
            arrival -> CompletableFuture.failedFuture(new FlowRefused(Reason.NO_ACCEPTOR, "nobody accepts"));
    private List<Peer> peers = List.of();
    private Map<String, String> facts = Map.of();

    TestHost(String ipcp, IpcpLoop loop, PacketPool pool) {
        this.ipcp = ipcp;
        this.loop = loop;
        this.pool = pool;
    }

    /** Declares where a name is. */
    TestHost peer(String name, String address, OptionalInt port) {
        List<Peer> more = new ArrayList<>(peers);
        more.add(new Peer(name, address, port));
        peers = List.copyOf(more);
        return this;
    }

    void decide(Function<Allocation.Arrival, CompletableFuture<Allocation.Acceptance>> newDecision) {
        decision = newDecision;
    }

    /** Has every flow accepted at once by the same user. */
    void accept(Party server) {
        decide(arrival ->
                CompletableFuture.completedFuture(new Allocation.Acceptance(server.with(arrival.flow()), new byte[0])));
    }

    /** Has every flow wait until the result is completed. */
    CompletableFuture<Allocation.Acceptance> hold(Party server) {
        CompletableFuture<Allocation.Acceptance> answer = new CompletableFuture<>();
        decide(arrival -> {
            server.with(arrival.flow());
            return answer;
        });
        return answer;
    }

    /** {@return what was offered so far} */
    List<Allocation.Arrival> arrivals() {
        return arrivals;
    }

    @Override
    public String ipcp() {
        return ipcp;
    }

    @Override
    public IpcpLoop loop() {
        return loop;
    }

    @Override
    public PacketPool pool() {
        return pool;
    }

    @Override
    public List<Peer> peers() {
        return peers;
    }

    @Override
    public Map<String, String> remembered() {
        return facts;
    }

    @Override
    public void remember(Map<String, String> newFacts) {
        facts = Map.copyOf(newFacts);
    }

    @Override
    public CompletableFuture<Allocation.Acceptance> arrived(Allocation.Arrival arrival) {
        arrivals.add(arrival);
        return decision.apply(arrival);
    }

    @Override
    public CompletableFuture<LayerFlow> allocate(String name, QosSpec qos, FlowUser user) {
        throw new UnsupportedOperationException("this layer is the lowest");
    }
}
