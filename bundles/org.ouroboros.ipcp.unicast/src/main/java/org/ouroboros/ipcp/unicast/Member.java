// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.unicast;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.ouroboros.api.irm.LayerComponent;
import org.ouroboros.api.irm.LayerView;
import org.ouroboros.ipcp.unicast.Component.Kind;
import org.ouroboros.ipcp.unicast.wire.LayerConfiguration;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.packet.Packet;
import org.ouroboros.packet.PacketPool;
import org.ouroboros.policy.address.AddressPolicy;
import org.ouroboros.policy.directory.DirectoryHost;
import org.ouroboros.policy.directory.DirectoryParameters;
import org.ouroboros.policy.directory.DirectoryState;
import org.ouroboros.policy.ipcp.HashAlgorithm;
import org.ouroboros.policy.ipcp.IpcpHost;
import org.ouroboros.policy.ipcp.LayerInfo;
import org.ouroboros.policy.ipcp.LayerMember;
import org.ouroboros.policy.ipcp.MemberState;
import org.ouroboros.policy.routing.Topology.Link;

/** A member of a layer: an address, and the components that belong together. Confined to the loop. */
final class Member implements AutoCloseable {
    private final IpcpHost host;
    private final long address;
    private final LayerConfiguration layer;
    private final LinkState linkState;
    private final DataTransfer transfer;
    private final Routing routing;
    private final FlowAllocator flows;
    private final NameDirectory names;
    private final PolicyUse<AddressPolicy> addresses;
    private final Enrolment enrolment;
    private final ConnectionManager connections;
    private long unassigned;

    /**
     * Starts the components.
     *
     * @param host what the system does for the IPCP
     * @param start its address and layer, and what else is known
     * @param policies what is present
     * @param policyNames which of them to use
     * @param connections makes connections for the components, which it serves from now on
     */
    Member(IpcpHost host, Legacy start, Policies policies, PolicyNames policyNames, ConnectionManager connections) {
        this.host = host;
        this.address = start.address();
        this.layer = start.layer();
        this.connections = connections;
        String ipcp = host.ipcp();
        Surroundings surroundings = new Surroundings();
        linkState = new LinkState(host.loop(), address, layer.linkState(), start.links(), surroundings::linksChanged);
        transfer =
                new DataTransfer(ipcp, address, layer.maxTtl(), policies, policyNames, surroundings, this::flowCount);
        flows = new FlowAllocator(host, address, layer.hash().bytes(), policies, policyNames, transfer);
        flows.answers().restore(start.answers(), host.loop().nowNs());
        names = new NameDirectory(new DirectoryAtHost(), start.directory(), policies, policyNames, this::flowCount);
        routing = new Routing(
                ipcp,
                host.loop(),
                address,
                start.routes(),
                policies,
                policyNames,
                transfer.forwardsBy(),
                transfer::forwardBy,
                linkState.database()::links,
                surroundings::routes,
                this::flowCount);
        addresses = new PolicyUse<>(
                policies.address(),
                ipcp,
                policyNames.address(),
                AddressAdoption.ABSENT,
                new AddressAdoption(address),
                policyNames.choosing(AddressPolicy.KIND));
        enrolment = new Enrolment(ipcp, host.loop(), connections, () -> layer.from(address));
        connections.serve(Kind.MANAGEMENT, linkState);
        connections.serve(Kind.DATA_TRANSFER, transfer);
        connections.serve(Kind.ENROLMENT, enrolment);
    }

    private int flowCount() {
        return flows.flows();
    }

    long address() {
        return address;
    }

    LayerConfiguration layer() {
        return layer;
    }

    FlowAllocator flows() {
        return flows;
    }

    NameDirectory names() {
        return names;
    }

    /** {@return the component that an operator connects} */
    Component component(Kind kind) {
        return switch (kind) {
            case MANAGEMENT -> linkState;
            case DATA_TRANSFER -> transfer;
            case ENROLMENT -> enrolment;
        };
    }

    /** {@return whether there is a data-transfer connection to a neighbour of a name} */
    boolean isAdjacent(String neighbour) {
        return hops().anyMatch(hop ->
                hop.connection().neighbour().filter(neighbour::equals).isPresent());
    }

    /** {@return the members of the layer: the ends of all links that both ends announce, and this one} */
    List<LayerMember> members() {
        Map<Long, LayerMember.Kin> kin = new HashMap<>();
        Stream.concat(linkState.neighbours().stream(), hops().map(Hop::connection))
                .forEach(connection -> kin.merge(
                        connection.address(),
                        connection.isToPrototype() ? LayerMember.Kin.PROTOTYPE : LayerMember.Kin.OURS,
                        (one, other) -> one == other ? one : LayerMember.Kin.OURS));
        kin.put(address, LayerMember.Kin.SELF);
        LinkStateDatabase database = linkState.database();
        Set<Long> addresses = new TreeSet<>(Long::compareUnsigned);
        addresses.add(address);
        database.links().stream()
                .filter(link -> database.contains(new Link(link.to(), link.from())))
                .forEach(link -> addresses.add(link.from()));
        return addresses.stream()
                .map(member -> new LayerMember(
                        member, Address.text(member), kin.getOrDefault(member, LayerMember.Kin.UNKNOWN)))
                .toList();
    }

    Map<String, Long> counters() {
        Map<String, Long> counters = new LinkedHashMap<>(transfer.counters());
        counters.put("dropped: unassigned endpoint", unassigned);
        counters.putAll(flows.counters());
        counters.putAll(linkState.counters());
        counters.putAll(routing.counters());
        counters.put("neighbours enrolled", enrolment.enrolled());
        counters.put("enrolments of neighbours failed", enrolment.failed());
        counters.put("connections of neighbours refused", connections.refused());
        names.counters().forEach((name, value) -> counters.put("directory: " + name, value));
        return counters;
    }

    LayerView view() {
        return new LayerView(Optional.of(Address.text(address)), adjacencies(), links(), routes(), directory());
    }

    /**
     * Leaves its place to a successor: no neighbour and no user of a flow is told.
     *
     * @param founder whether the successor is to look for those that were neighbours
     * @return where it was
     */
    MemberState handOver(boolean founder) {
        List<MemberState.End> ends = flows.handOver(); // which answers whoever has no answer yet
        Legacy left = new Legacy(
                address,
                layer,
                founder,
                linkState.database().heard(host.loop().nowNs()),
                routing.routes(),
                names.state(),
                flows.answers().left(host.loop().nowNs()));
        List<MemberState.Lower> lowers = connections.handOver(transfer::takeWaiting);
        names.close();
        routing.close();
        addresses.close();
        linkState.close();
        transfer.close();
        return new MemberState(info(), left.facts(), ends, lowers);
    }

    /**
     * Goes on where a predecessor was, from which this has started.
     *
     * @throws StateRefused if it does not read one of its flows, or has no place for it; then it has taken no packet
     */
    void resume(MemberState left) {
        List<LeftConnection> neighbours = left.lowers().stream()
                .map(lower -> LeftConnection.of(lower.facts()))
                .toList();
        flows.restore(left.ends().stream().map(LeftEnd::of).toList()); // before anything is sent: it may be refused
        List<Connection> resumed = new ArrayList<>();
        for (int i = 0; i < neighbours.size(); i++) {
            resumed.add(
                    connections.resume(neighbours.get(i), left.lowers().get(i).flow()));
        }
        linkState.withdrawUnless(transfer::isNeighbour);
        transfer.forwardTo(routing.routes());
        for (int i = 0; i < resumed.size(); i++) {
            transfer.resume(resumed.get(i), left.lowers().get(i).waiting());
        }
        flows.resume();
        resumed.forEach(connection -> host.resume(connection.flow(), connection));
    }

    LayerInfo info() {
        return new LayerInfo(layer.layer(), layer.hash());
    }

    @Override
    public void close() {
        flows.close();
        linkState.leave();
        names.close();
        routing.close();
        addresses.close();
        linkState.close();
        transfer.close();
    }

    // ---- views ----

    private Stream<Hop> hops() {
        return transfer.neighbours().stream().map(Neighbour::hops).flatMap(Collection::stream);
    }

    private List<LayerView.Adjacency> adjacencies() {
        List<LayerView.Adjacency> all = new ArrayList<>();
        linkState.neighbours().forEach(connection -> all.add(adjacency(connection, LayerComponent.MANAGEMENT, 0)));
        hops().forEach(hop -> all.add(adjacency(hop.connection(), LayerComponent.DATA_TRANSFER, hop.queued())));
        return all;
    }

    private static LayerView.Adjacency adjacency(Connection connection, LayerComponent component, int queued) {
        return new LayerView.Adjacency(
                connection.neighbour(), Address.text(connection.address()), component, connection.isUp(), queued);
    }

    private List<LayerView.Link> links() {
        LinkStateDatabase database = linkState.database();
        long nowNs = host.loop().nowNs();
        return database.entries().entrySet().stream()
                .filter(each -> !each.getValue().withdrawn())
                .map(each -> new LayerView.Link(
                        Address.text(each.getKey().from()),
                        Address.text(each.getKey().to()),
                        each.getValue().sequence(),
                        Duration.ofNanos(nowNs - each.getValue().heardNs()),
                        database.contains(
                                new Link(each.getKey().to(), each.getKey().from()))))
                .toList();
    }

    private List<LayerView.Route> routes() {
        return transfer.table().all().stream()
                .map(entry -> new LayerView.Route(
                        Address.text(entry.destination()),
                        entry.neighbours()
                                .map(neighbour -> Address.text(neighbour.address()))
                                .toList()))
                .toList();
    }

    private List<LayerView.DirectoryItem> directory() {
        DirectoryState state = names.state();
        long nowS = host.loop().wallClockNs() / 1_000_000_000;
        List<LayerView.DirectoryItem> all = new ArrayList<>();
        state.own()
                .forEach(name -> all.add(
                        new LayerView.DirectoryItem("own", name.toString(), Address.text(address), Optional.empty())));
        state.entries()
                .forEach(entry -> all.add(new LayerView.DirectoryItem(
                        "stored",
                        entry.name().toString(),
                        Address.text(entry.address()),
                        Optional.of(Duration.ofSeconds(Math.max(0, entry.expiresS() - nowS))))));
        state.contacts()
                .forEach(contact -> all.add(new LayerView.DirectoryItem(
                        "contact", contact.id().toString(), Address.text(contact.address()), Optional.empty())));
        return all;
    }

    /** What the components do for each other. */
    private final class Surroundings implements DataTransfer.Surroundings {
        void linksChanged() {
            routing.linksChanged();
        }

        void routes(Map<Long, List<Long>> found) {
            transfer.forwardTo(found);
            names.routesChanged();
            flows.writableAgain();
        }

        @Override
        public void neighbourUp(long neighbour) {
            linkState.announce(neighbour);
            routing.linksChanged(); // a neighbour that came back may have been left out of the table
        }

        @Override
        public void neighbourDown(long neighbour) {
            linkState.withdraw(neighbour);
        }

        @Override
        public void deliver(long eid, int ecn, Packet packet) {
            if (eid == FlowAllocator.EID) {
                flows.receive(packet);
            } else if (eid == NameDirectory.EID) {
                names.receive(packet);
            } else if (Long.compareUnsigned(eid, FlowTable.FIRST_EID) < 0) {
                unassigned++;
                packet.release();
            } else {
                flows.receive(eid, ecn, packet);
            }
        }

        @Override
        public void writableAgain() {
            flows.writableAgain();
        }

        @Override
        public int mark(int ecn, int queued) {
            return flows.congestion().mark(ecn, queued);
        }
    }

    /** What the directory needs. */
    private final class DirectoryAtHost implements DirectoryHost {
        @Override
        public String ipcp() {
            return host.ipcp();
        }

        @Override
        public IpcpLoop loop() {
            return host.loop();
        }

        @Override
        public PacketPool pool() {
            return host.pool();
        }

        @Override
        public long address() {
            return address;
        }

        @Override
        public HashAlgorithm hash() {
            return layer.hash();
        }

        @Override
        public DirectoryParameters parameters() {
            return layer.parameters();
        }

        @Override
        public boolean reaches(long destination) {
            return transfer.reaches(destination);
        }

        @Override
        public List<Long> members() {
            return transfer.table().all().stream()
                    .map(ForwardingTable.Entry::destination)
                    .toList();
        }

        @Override
        public void send(long destination, Packet message) {
            transfer.send(destination, 0, NameDirectory.EID, NameDirectory.EID, message);
        }
    }
}
