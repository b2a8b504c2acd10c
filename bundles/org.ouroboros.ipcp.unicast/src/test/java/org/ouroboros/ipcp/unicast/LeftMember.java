// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.unicast;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.ouroboros.api.QosSpec;
import org.ouroboros.ipcp.unicast.wire.LayerConfiguration;
import org.ouroboros.ipcp.unicast.wire.LayerConfiguration.Choice;
import org.ouroboros.ipcp.unicast.wire.LayerConfiguration.LinkStateTimers;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.loop.simulation.SimulatedLoop;
import org.ouroboros.packet.Packet;
import org.ouroboros.packet.PacketPool;
import org.ouroboros.policy.congestion.CongestionPolicy;
import org.ouroboros.policy.directory.DirectoryParameters;
import org.ouroboros.policy.directory.DirectoryState;
import org.ouroboros.policy.ipcp.Allocation;
import org.ouroboros.policy.ipcp.FlowUser;
import org.ouroboros.policy.ipcp.HashAlgorithm;
import org.ouroboros.policy.ipcp.IpcpHost;
import org.ouroboros.policy.ipcp.LayerFlow;
import org.ouroboros.policy.ipcp.LayerInfo;
import org.ouroboros.policy.ipcp.MemberState;
import org.ouroboros.policy.routing.RoutingPolicy;

/** What a member left that had flows to a neighbour, over one N-1 flow, and the system in which another one goes on from there. */
final class LeftMember implements IpcpHost {
    private static final long OWN = 7;
    private static final long NEIGHBOUR = 9;
    private static final LayerInfo LAYER = new LayerInfo("net", HashAlgorithm.SHA3_256);

    final SimulatedLoop loop = new SimulatedLoop(1);
    final PacketPool pool = new PacketPool(4 << 20);
    final RecordingFlow below = new RecordingFlow();

    /** The ends of flows that a successor took, in the order in which it took them. */
    final List<LayerFlow> carried = new ArrayList<>();

    /** The N-1 flows that a successor took. */
    final List<LayerFlow> taken = new ArrayList<>();

    /** What takes what arrives on them. */
    final List<FlowUser> takers = new ArrayList<>();

    /** The ends whose users were told that they may send again. */
    final List<LayerFlow> writable = new ArrayList<>();

    private final List<MemberState.End> ends = new ArrayList<>();
    private final List<MemberState.Lower> lowers = new ArrayList<>();

    /** Leaves an end of a flow, with facts. */
    void leaveEnd(String peer, Map<String, String> facts) {
        long eid = (long) FlowTable.FIRST_EID + ends.size();
        ends.add(new MemberState.End(new User(), eid, peer, OptionalLong.of(100 + eid), facts, List.of()));
    }

    /** Leaves the N-1 flow to the neighbour, with facts beyond the usual ones, and a packet that waits. */
    void leaveLower(Map<String, String> facts) {
        Map<String, String> all = new HashMap<>(Map.of("kind", "DATA_TRANSFER", "address", "9", "neighbour", "far"));
        all.putAll(facts);
        lowers.add(new MemberState.Lower(below, all, List.of(Objects.requireNonNull(pool.take()))));
    }

    /** {@return what was left} */
    MemberState state() {
        return new MemberState(LAYER, legacy().facts(), ends, lowers);
    }

    private static Legacy legacy() {
        return new Legacy(
                OWN,
                layer(),
                false,
                List.of(),
                Map.of(NEIGHBOUR, List.of(NEIGHBOUR)),
                DirectoryState.empty(),
                List.of());
    }

    /** {@return an IPCP that can go on} */
    UnicastIpcp successor() {
        return new UnicastIpcp(this, policies());
    }

    /** {@return a member that can go on} */
    Member member() {
        ConnectionManager connections = new ConnectionManager(this, () -> OWN, neighbour -> {});
        return new Member(this, legacy(), policies(), names(), connections);
    }

    /** {@return the policies of its layer} */
    static PolicyNames names() {
        return new PolicyNames(layer(), kind -> Optional.empty(), (kind, policy) -> {});
    }

    private Policies policies() {
        return Policies.none(loop, Duration.ofSeconds(1));
    }

    private static LayerConfiguration layer() {
        Duration update = Duration.ofSeconds(15);
        return new LayerConfiguration(
                LAYER.layer(),
                LAYER.hash(),
                60,
                new Choice<>("link-state", RoutingPolicy.Base.SIMPLE),
                new LinkStateTimers(Duration.ofSeconds(1), update, update.multipliedBy(4)),
                LayerConfiguration.DHT,
                new DirectoryParameters(
                        3, 8, Duration.ofSeconds(86_400), Duration.ofSeconds(900), Duration.ofSeconds(900), 0),
                LayerConfiguration.FLAT,
                new Choice<>("mb-ecn", CongestionPolicy.Base.MULTI_BIT_ECN),
                LayerConfiguration.PRIORITY,
                Duration.ofMillis(700));
    }

    @Override
    public String ipcp() {
        return "near";
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
        return new CompletableFuture<>();
    }

    @Override
    public CompletableFuture<LayerFlow> allocate(String name, QosSpec qos, FlowUser user) {
        return new CompletableFuture<>();
    }

    @Override
    public void resume(LayerFlow flow, FlowUser user) {
        taken.add(flow);
        takers.add(user);
    }

    /** Takes what arrives, which is nothing. */
    private final class User implements FlowUser {
        private @Nullable LayerFlow flow;

        @Override
        public void receive(Packet packet) {
            packet.release();
        }

        @Override
        public void writableAgain() {
            writable.add(Objects.requireNonNull(flow));
        }

        @Override
        public void down(String reason) {}

        @Override
        public void up() {}

        @Override
        public void deallocated() {}

        @Override
        public void carriedBy(LayerFlow carrier) {
            flow = carrier;
            carried.add(carrier);
        }
    }
}
