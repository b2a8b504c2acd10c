// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.udp;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.ouroboros.ipcp.udp.Counters.Count;
import org.ouroboros.ipcp.udp.Frames.FlowReply;
import org.ouroboros.ipcp.udp.Frames.FlowRequest;
import org.ouroboros.ipcp.udp.Frames.Management;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.packet.Packet;
import org.ouroboros.policy.ipcp.Allocation;
import org.ouroboros.policy.ipcp.IpcpHost;
import org.ouroboros.policy.ipcp.LayerInfo;
import org.ouroboros.policy.ipcp.MemberState;
import org.ouroboros.policy.ipcp.NameHash;
import org.ouroboros.policy.swap.StateRefused;

/** What an IPCP has while it is a member of a layer: its port, its flows, and what is being allocated. Confined to the loop. */
final class Membership implements DatagramPort.Receiver, AutoCloseable {
    private final IpcpHost host;
    private final InetSocketAddress local;
    private final Limits limits;
    private final Counters counters;
    private final EarlierEids earlier;
    private final FlowTable flows;
    private final DatagramPort port;
    private final Paths paths;
    private final Resolver resolver;
    private final Requests requests;
    private final Arrivals arrivals;

    private final BlockedFlows blocked = new BlockedFlows();

    /**
     * Binds a port.
     *
     * @param left ends of flows that a predecessor had; {@link #resume} follows
     * @throws IOException if the address cannot be bound
     */
    Membership(
            IpcpHost host,
            Family family,
            Network network,
            Limits limits,
            InetSocketAddress local,
            List<MemberState.End> left)
            throws IOException {
        this.host = host;
        this.local = local;
        this.limits = limits;
        this.counters = new Counters();
        this.earlier = new EarlierEids(host, limits.flows());
        List<Integer> kept = new ArrayList<>(earlier.all());
        left.forEach(end -> kept.add((int) end.eid()));
        this.flows = new FlowTable(host.loop(), limits.flows(), kept);
        this.port = network.open(host, local, counters, this);
        this.paths = new Paths(host.loop(), family, port);
        this.resolver = new Resolver(host, network, family, local.getPort(), counters);
        this.requests = new Requests(this, resolver);
        this.arrivals = new Arrivals(this, host);
    }

    IpcpLoop loop() {
        return host.loop();
    }

    Limits limits() {
        return limits;
    }

    Counters counters() {
        return counters;
    }

    FlowTable flows() {
        return flows;
    }

    DatagramPort port() {
        return port;
    }

    Paths paths() {
        return paths;
    }

    Requests requests() {
        return requests;
    }

    Arrivals arrivals() {
        return arrivals;
    }

    /** {@return whether an address of a name is known} */
    CompletableFuture<Boolean> reaches(NameHash name) {
        return resolver.find(name).thenApply(address -> address.isPresent());
    }

    CompletableFuture<Allocation.Reply> allocate(Allocation request) {
        return requests.allocate(request);
    }

    /** Sends a message to another IPCP. It is lost if the system is out of packets. */
    void send(Management message, DatagramPort.Remote to) {
        Packet packet = host.pool().take();
        if (packet == null) {
            counters.add(Count.NO_PACKET);
        } else {
            Frames.write(packet, message);
            port.send(packet, to);
        }
    }

    /**
     * Puts a flow into the table, which is not full.
     *
     * @param continued the name that the flow was asked for, if it takes up where an earlier one to that name ended
     * @return its EID
     */
    int enter(UdpFlow flow, Optional<NameHash> continued) {
        if (continued.isEmpty()) {
            return flows.add(flow);
        }
        Optional<Integer> before = earlier.of(continued.get());
        if (before.isPresent() && flows.claim(before.get(), flow)) {
            return before.get();
        }
        int eid = flows.add(flow);
        if (before.isEmpty()) {
            flows.reserve(eid);
            earlier.remember(continued.get(), eid).ifPresent(flows::release);
        }
        return eid;
    }

    /** {@return how many flows wait for room to send, at most half of which have ended} */
    int blocked() {
        return blocked.size();
    }

    /** Has a flow told when there is room to send. */
    void block(UdpFlow flow) {
        blocked.add(flow);
    }

    /** Takes note that a flow ended. */
    void ended(UdpFlow flow) {
        flows.remove(flow);
        if (flow.isBlocked()) {
            blocked.ended();
        }
        arrivals.ended(flow);
        paths.leave(flow.path());
    }

    @Override
    public void received(Packet packet, DatagramPort.Source source) {
        counters.add(Count.RECEIVED);
        if (packet.length() < Frames.EID_BYTES) {
            counters.drop(packet, Count.TOO_SHORT);
            return;
        }
        int eid = Frames.eid(packet.segment(), packet.offset());
        if (eid == Frames.MANAGEMENT) {
            manage(packet, source);
        } else {
            deliver(packet, eid);
        }
    }

    @Override
    public void writableAgain() {
        for (int left = blocked.size(); left > 0 && port.writable(); left--) {
            UdpFlow flow = blocked.poll();
            if (flow == null) {
                return; // the others ended meanwhile
            }
            flow.writableAgain();
        }
    }

    @Override
    public void tooLarge(DatagramPort.Remote to) {
        paths.ask(to);
    }

    /**
     * Goes on with the flows that this was made for: all of them, or none.
     *
     * @throws StateRefused if there is no place for one of them
     */
    void resume(List<MemberState.End> left) {
        List<UdpFlow> resumed = new ArrayList<>();
        for (MemberState.End end : left) {
            UdpFlow flow = new UdpFlow(this, end);
            if (!earlier.all().contains(flow.eid())) {
                flows.release(flow.eid());
            }
            arrivals.resume(flow, end.facts());
            resumed.add(flow);
        }
        resumed.forEach(UdpFlow::resume);
    }

    /** Leaves the flows to a successor, which binds the port again. {@return where this was, in a layer} */
    MemberState handOver(LayerInfo layer) {
        String reason = "ipcp '" + host.ipcp() + "' was replaced before the flow was accepted: ask again";
        requests.fail(reason);
        List<MemberState.End> ends = new ArrayList<>();
        for (UdpFlow flow : flows.all()) {
            if (flow.state() == UdpFlow.State.OPEN) {
                ends.add(flow.handOver(arrivals.facts(flow)));
            } else {
                flow.fail(reason);
            }
        }
        close();
        return new MemberState(layer, UdpOptions.of(local), ends);
    }

    /** Leaves the layer: what is being allocated fails, and flows go down. */
    void leave(String reason) {
        requests.fail(reason);
        flows.all().forEach(flow -> flow.fail(reason));
        close();
    }

    @Override
    public void close() {
        port.close();
        blocked.clear();
    }

    private void deliver(Packet packet, int eid) {
        UdpFlow flow = flows.get(eid);
        if (flow == null) {
            counters.drop(packet, Count.NO_FLOW);
        } else if (packet.length() > Slots.LONGEST_DATA) {
            counters.drop(packet, Count.TOO_LONG);
        } else {
            packet.popHeader(Frames.EID_BYTES);
            flow.receive(packet);
        }
    }

    private void manage(Packet packet, DatagramPort.Source source) {
        Management message =
                Frames.read(packet.segment(), packet.offset(), packet.length()).orElse(null);
        packet.release();
        switch (message) {
            case null -> counters.add(Count.MALFORMED);
            case FlowRequest request -> arrivals.requested(request, source.address());
            case FlowReply reply -> requests.replied(reply, source.address());
        }
    }
}
