// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.ouroboros.api.FlowAllocator;
import org.ouroboros.api.QosSpec;
import org.ouroboros.api.irm.LayerComponent;
import org.ouroboros.endpoint.LayerEndpoint;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.packet.PacketPool;
import org.ouroboros.policy.ipcp.Allocation;
import org.ouroboros.policy.ipcp.FlowUser;
import org.ouroboros.policy.ipcp.IpcpHost;
import org.ouroboros.policy.ipcp.LayerFlow;
import org.ouroboros.policy.ipcp.Peer;

/** What the system does for one IPCP. Confined to the loop of the IRM. */
final class SystemHost implements IpcpHost {
    private final SystemIpcp ipcp;
    private final IpcpLoop loop;
    private final PacketPool pool;
    private final Peers peers;
    private final IpcpMemory memory;
    private final FlowArrivals arrivals;
    private final Flows flows;
    private final LayerSwaps layerSwaps;

    SystemHost(
            SystemIpcp ipcp,
            IpcpLoop loop,
            PacketPool pool,
            Peers peers,
            IpcpMemory memory,
            FlowArrivals arrivals,
            Flows flows,
            LayerSwaps layerSwaps) {
        this.ipcp = ipcp;
        this.loop = loop;
        this.pool = pool;
        this.peers = peers;
        this.memory = memory;
        this.arrivals = arrivals;
        this.flows = flows;
        this.layerSwaps = layerSwaps;
    }

    @Override
    public String ipcp() {
        return ipcp.name();
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
    public CompletableFuture<Allocation.Acceptance> arrived(Allocation.Arrival arrival) {
        return arrivals.arrived(ipcp, arrival);
    }

    @Override
    public List<Peer> peers() {
        return peers.all();
    }

    @Override
    public CompletableFuture<LayerFlow> allocate(String name, QosSpec qos, FlowUser user) {
        return flows.allocateBelow(ipcp, name, qos, user, FlowAllocator.DEFAULT_TIMEOUT);
    }

    @Override
    public void resume(LayerFlow flow, FlowUser user) {
        if (!(flow instanceof LayerEndpoint endpoint)) {
            throw new IllegalArgumentException(flow + " is no flow that this system has allocated");
        }
        endpoint.use(user);
    }

    @Override
    public Map<String, String> remembered() {
        return memory.recall(ipcp.name());
    }

    @Override
    public void remember(Map<String, String> facts) {
        memory.remember(ipcp.name(), facts);
    }

    @Override
    public void disconnected(String destination, Set<LayerComponent> components, String reason) {
        ipcp.connectionsLost(destination, components, reason);
    }

    @Override
    public void told(long member, byte[] message) {
        layerSwaps.told(ipcp, member, message);
    }
}
