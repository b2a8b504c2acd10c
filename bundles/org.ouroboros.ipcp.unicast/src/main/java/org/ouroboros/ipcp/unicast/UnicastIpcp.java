// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.unicast;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.ouroboros.api.FlowRefused;
import org.ouroboros.api.FlowRefused.Reason;
import org.ouroboros.api.QosSpec;
import org.ouroboros.api.irm.LayerComponent;
import org.ouroboros.api.irm.LayerView;
import org.ouroboros.host.Candidate;
import org.ouroboros.ipcp.unicast.Component.Kind;
import org.ouroboros.ipcp.unicast.wire.LayerConfiguration;
import org.ouroboros.ipcp.unicast.wire.Pci;
import org.ouroboros.policy.ipcp.Allocation;
import org.ouroboros.policy.ipcp.FlowUser;
import org.ouroboros.policy.ipcp.Ipcp;
import org.ouroboros.policy.ipcp.IpcpHost;
import org.ouroboros.policy.ipcp.LayerConfig;
import org.ouroboros.policy.ipcp.LayerFlow;
import org.ouroboros.policy.ipcp.LayerInfo;
import org.ouroboros.policy.ipcp.LayerMember;
import org.ouroboros.policy.ipcp.LayerRefused;
import org.ouroboros.policy.ipcp.MemberState;
import org.ouroboros.policy.ipcp.NameHash;

/** An IPCP of a unicast layer: what may be asked of it before and after it is a {@link Member}. Confined to the loop. */
final class UnicastIpcp implements Ipcp {
    /** Announcements of a neighbour's own links that have to be missing until it counts as silent. */
    private static final int MISSED_ANNOUNCEMENTS = 8;

    /** What a QoS can ask for at most. */
    private static final Duration LONGEST_SILENCE = Duration.ofMillis(0xFFFF_FFFFL);

    /** A component before the one that it needs: that the link is gone, the neighbour hears by management. */
    private static final List<LayerComponent> BY_NEED =
            List.of(LayerComponent.DATA_TRANSFER, LayerComponent.MANAGEMENT);

    private final IpcpHost host;
    private final Policies policies;
    private final Memory memory;
    private final ConnectionManager connections;
    private @Nullable Member member;
    private @Nullable EnrolmentRace enrolling;
    private @Nullable Reunion reunion;

    UnicastIpcp(IpcpHost host, Policies policies) {
        this.host = host;
        this.policies = policies;
        this.memory = new Memory(host);
        this.connections = new ConnectionManager(host, () -> member == null ? 0 : member.address(), memory::met);
    }

    @Override
    public CompletableFuture<LayerInfo> bootstrap(LayerConfig config) {
        try {
            Member first = become(LayerOptions.read(config, policies, kind -> memory.policy(config.layer(), kind)));
            reunion = reunion(first);
            return CompletableFuture.completedFuture(first.info());
        } catch (LayerRefused refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    @Override
    public CompletableFuture<LayerInfo> enrol(String destination) {
        if (member != null) {
            return CompletableFuture.failedFuture(alreadyMember(member));
        }
        List<String> members = new ArrayList<>(List.of(destination));
        memory.neighbours().stream().filter(known -> !known.equals(destination)).forEach(members::add);
        EnrolmentRace race = new EnrolmentRace(
                host.loop(), members, each -> Joining.with(host.loop(), connections, each, this::become));
        enrolling = race;
        return race.result().thenApply(nothing -> Objects.requireNonNull(member).info());
    }

    @Override
    public CompletableFuture<Void> connect(String destination, Set<LayerComponent> components, QosSpec qos) {
        Member present = member;
        if (present == null) {
            return CompletableFuture.failedFuture(notMember());
        }
        CompletableFuture<Void> done = CompletableFuture.completedFuture(null);
        for (LayerComponent component : LayerComponent.values()) { // management first
            if (components.contains(component)) {
                QosSpec flow = component == LayerComponent.MANAGEMENT ? QosSpec.RAW : qos;
                done = done.thenCompose(before -> connect(present, Kind.of(component), destination, flow));
            }
        }
        return done;
    }

    private CompletableFuture<Void> connect(Member present, Kind kind, String destination, QosSpec qos) {
        long silenceMs = silence(kind, present.layer()).toMillis();
        return connections.isConnected(kind, destination)
                ? CompletableFuture.completedFuture(null)
                : connections
                        .connect(kind, present.component(kind), destination, qos.withTimeoutMs(silenceMs))
                        .thenApply(connection -> null);
    }

    /**
     * How long nothing may be heard on a connection. The two ends send a sign of life after a quarter of it, and on a management flow none may
     * come before the next announcement does: a member of the prototype that gets one waits for what comes behind it, and reads nothing of
     * its other neighbours until then. Data transfer notices a silent neighbour for both.
     */
    static Duration silence(Kind kind, LayerConfiguration layer) {
        Duration announcements = layer.linkState().update().multipliedBy(MISSED_ANNOUNCEMENTS);
        Duration usual = Duration.ofMillis(QosSpec.RAW.timeoutMs());
        return switch (kind) {
            case MANAGEMENT ->
                Collections.min(List.of(LONGEST_SILENCE, Collections.max(List.of(usual, announcements))));
            case ENROLMENT, DATA_TRANSFER -> layer.detection();
        };
    }

    private CompletableFuture<Void> connectAgain(String neighbour) {
        return connect(neighbour, Set.of(LayerComponent.values()), QosSpec.RAW);
    }

    @Override
    public CompletableFuture<Void> disconnect(String destination, Set<LayerComponent> components) {
        Member present = member;
        if (present == null) {
            return CompletableFuture.failedFuture(notMember());
        }
        boolean any = false;
        for (LayerComponent component : BY_NEED) {
            if (components.contains(component)) {
                Kind kind = Kind.of(component);
                any |= connections.disconnect(kind, present.component(kind), destination);
            }
        }
        memory.forget(destination);
        return any
                ? CompletableFuture.completedFuture(null)
                : CompletableFuture.failedFuture(
                        new LayerRefused("not connected to '" + destination + "', but to " + connections.neighbours()));
    }

    @Override
    public CompletableFuture<Void> register(NameHash name) {
        Member present = member;
        if (present == null) {
            return CompletableFuture.failedFuture(notMember());
        }
        present.names().register(name);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletableFuture<Void> unregister(NameHash name) {
        Member present = member;
        if (present == null) {
            return CompletableFuture.failedFuture(notMember());
        }
        present.names().unregister(name);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletableFuture<Boolean> query(NameHash name) {
        return member == null
                ? CompletableFuture.completedFuture(false)
                : member.names().query(name).thenApply(found -> !found.isEmpty());
    }

    @Override
    public CompletableFuture<Allocation.Reply> allocate(Allocation request) {
        Member present = member;
        if (present == null) {
            return CompletableFuture.failedFuture(new FlowRefused(
                    Reason.LAYER_DOWN, Objects.requireNonNull(notMember().getMessage())));
        }
        return present.names().query(request.destination()).thenCompose(found -> {
            if (present != member) {
                return CompletableFuture.failedFuture(new FlowRefused(
                        Reason.LAYER_DOWN,
                        "IPCP '" + host.ipcp() + "' left its layer, or was replaced, before the name was found: ask"
                                + " again"));
            }
            if (found.isEmpty()) {
                return CompletableFuture.failedFuture(new FlowRefused(
                        Reason.UNREACHABLE,
                        "nobody in layer '" + present.layer().layer() + "' has registered the name"));
            }
            return present.flows().allocate(request, found.getFirst());
        });
    }

    @Override
    public FlowUser accept(String name, QosSpec qos, LayerFlow flow) {
        if (member == null) {
            throw notMember();
        }
        return connections.accept(flow);
    }

    @Override
    public Optional<MemberState> handOver() {
        Member leaving = member;
        if (leaving == null) {
            return Optional.empty();
        }
        closeBeginnings();
        member = null; // what is asked of it ends
        return Optional.of(leaving.handOver(reunion != null));
    }

    @Override
    public LayerInfo resume(MemberState state) {
        Legacy left = Legacy.of(state.facts());
        Member made = start(left, names(left.layer()));
        made.resume(state);
        if (left.founder()) {
            reunion = reunion(made);
        }
        return made.info();
    }

    @Override
    public Map<String, Long> counters() {
        return member == null ? Map.of() : member.counters();
    }

    @Override
    public LayerView view() {
        return member == null ? LayerView.NONE : member.view();
    }

    @Override
    public List<LayerMember> members() {
        return member == null ? List.of() : member.members();
    }

    @Override
    public boolean tell(long to, byte[] message) {
        return member != null && member.flows().tell(to, message);
    }

    private Reunion reunion(Member first) {
        return new Reunion(host.loop(), memory::neighbours, first::isAdjacent, this::connectAgain);
    }

    private void closeBeginnings() {
        if (enrolling != null) {
            enrolling.close();
        }
        if (reunion != null) {
            reunion.close();
        }
    }

    @Override
    public void close() {
        closeBeginnings();
        Member leaving = member;
        member = null;
        if (leaving != null) {
            leaving.close();
        }
        connections.close();
    }

    private Member become(LayerConfiguration layer) {
        if (member != null) {
            throw alreadyMember(member);
        }
        PolicyNames names = names(layer);
        long address = memory.address(layer.layer()).orElseGet(() -> chooseAddress(names.address()));
        return start(Legacy.none(address, layer), names);
    }

    private Member start(Legacy start, PolicyNames names) {
        Member made = new Member(host, start, policies, names, connections);
        member = made;
        memory.joined(start.layer().layer(), start.address());
        return made;
    }

    private PolicyNames names(LayerConfiguration layer) {
        return new PolicyNames(layer, kind -> memory.policy(layer.layer(), kind), memory::chose);
    }

    private long chooseAddress(String wanted) {
        Candidate<?> named = policies.address()
                .find(wanted)
                .or(() -> policies.address().find(LayerConfiguration.FLAT))
                .orElseThrow(() -> new LayerRefused("no policy that chooses addresses is installed: install '" + wanted
                        + "' or '" + LayerConfiguration.FLAT + "'"));
        return policies.address()
                .find(named.name())
                .orElseThrow()
                .policy()
                .choose(Pci.ADDRESS_BYTES, host.loop().random());
    }

    private LayerRefused alreadyMember(Member present) {
        return new LayerRefused("IPCP '" + host.ipcp() + "' is a member of layer '"
                + present.layer().layer() + "' already: create another one");
    }

    private LayerRefused notMember() {
        return new LayerRefused("IPCP '" + host.ipcp() + "' is not a member of a layer: bootstrap or enroll it first");
    }
}
