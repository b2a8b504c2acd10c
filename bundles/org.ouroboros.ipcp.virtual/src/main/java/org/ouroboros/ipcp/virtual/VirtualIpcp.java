// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.virtual;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.ouroboros.api.FlowRefused;
import org.ouroboros.api.FlowRefused.Reason;
import org.ouroboros.policy.ipcp.Allocation;
import org.ouroboros.policy.ipcp.Ipcp;
import org.ouroboros.policy.ipcp.IpcpHost;
import org.ouroboros.policy.ipcp.LayerConfig;
import org.ouroboros.policy.ipcp.LayerInfo;
import org.ouroboros.policy.ipcp.LayerRefused;
import org.ouroboros.policy.ipcp.MemberState;
import org.ouroboros.policy.ipcp.NameHash;
import org.ouroboros.policy.swap.StateRefused;

/** A member of a {@link VirtualLink}. */
final class VirtualIpcp implements Ipcp {
    private final VirtualLinks links;
    private final IpcpHost host;
    private final Set<NameHash> names = new HashSet<>();

    /** Own ends of the flows there are, pending ones included, in the order in which they came. */
    private final Set<VirtualFlow> flows = new LinkedHashSet<>();

    /** What the clients of pending flows wait for, by their end. */
    private final Map<VirtualFlow, CompletableFuture<Allocation.Reply>> pending = new HashMap<>();

    /** The link, while this is a member of it. */
    private @Nullable VirtualLink link;

    VirtualIpcp(VirtualLinks links, IpcpHost host) {
        this.links = links;
        this.host = host;
    }

    @Override
    public CompletableFuture<LayerInfo> bootstrap(LayerConfig config) {
        if (link != null) {
            return CompletableFuture.failedFuture(new LayerRefused("ipcp '" + host.ipcp() + "' is a member of layer '"
                    + link.info().layer() + "': create another one"));
        }
        try {
            VirtualLink found = links.link(config, host.loop());
            found.join(this);
            link = found;
            return CompletableFuture.completedFuture(found.info());
        } catch (LayerRefused refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    /** {@return what the link did to the packets that this sent} */
    @Override
    public Map<String, Long> counters() {
        return link == null ? Map.of() : link.counters(this).byName();
    }

    @Override
    public CompletableFuture<Void> register(NameHash name) {
        if (link == null) {
            return CompletableFuture.failedFuture(notBootstrapped());
        }
        names.add(name);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletableFuture<Void> unregister(NameHash name) {
        if (link == null) {
            return CompletableFuture.failedFuture(notBootstrapped());
        }
        names.remove(name);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletableFuture<Boolean> query(NameHash name) {
        return CompletableFuture.completedFuture(
                link != null && link.reach(name, this).isPresent());
    }

    @Override
    public CompletableFuture<Allocation.Reply> allocate(Allocation request) {
        if (link == null) {
            return CompletableFuture.failedFuture(
                    new FlowRefused(Reason.LAYER_DOWN, "ipcp '" + host.ipcp() + "' is not a member of a layer"));
        }
        VirtualLink way = link;
        return way.reach(request.destination(), this)
                .map(server -> allocate(request, new VirtualFlow(way, this, server, request.user())))
                .orElseGet(() -> CompletableFuture.failedFuture(unregistered(request.destination())));
    }

    @Override
    public Optional<MemberState> handOver() {
        VirtualLink left = link;
        if (left == null) {
            return Optional.empty();
        }
        String reason = "ipcp '" + host.ipcp() + "' was replaced before the flow was accepted: ask again";
        List<VirtualFlow> unaccepted =
                left.flowsOf(this).stream().filter(VirtualFlow::unaccepted).toList();
        unaccepted.forEach(end -> end.member().lose(end, reason));
        link = null;
        names.clear();
        List<MemberState.End> ends = new ArrayList<>(left.leaveTo(this));
        flows.forEach(end -> ends.add(end.handOver()));
        flows.clear();
        if (left.isEmpty()) {
            links.remove(left);
        }
        return Optional.of(new MemberState(left.info(), VirtualLinks.options(left), ends));
    }

    @Override
    public LayerInfo resume(MemberState state) {
        try {
            VirtualLink found = links.link(new LayerConfig(state.layer().layer(), state.facts()), host.loop());
            found.join(this);
            link = found;
            state.ends().forEach(end -> found.resume(this, end));
            return found.info();
        } catch (LayerRefused refused) {
            throw new StateRefused(String.valueOf(refused.getMessage()));
        }
    }

    @Override
    public void close() {
        if (link == null) {
            return;
        }
        VirtualLink left = link;
        link = null;
        names.clear();
        String reason = "ipcp '" + host.ipcp() + "' left layer '" + left.info().layer() + "'";
        List<VirtualFlow> ends = left.flowsOf(this);
        List<VirtualFlow> orphans = ends.stream().filter(VirtualFlow::orphaned).toList();
        if (left.leave(this)) {
            links.remove(left);
        }
        orphans.forEach(VirtualFlow::peerDeallocated);
        ends.forEach(end -> end.member().lose(end, reason));
    }

    IpcpHost host() {
        return host;
    }

    /** {@return whether a name is registered here} */
    boolean registered(NameHash name) {
        return names.contains(name);
    }

    /** {@return own ends of the flows there are} */
    Stream<VirtualFlow> flows() {
        return flows.stream();
    }

    /** Takes note that this goes on with an end. */
    void resumed(VirtualFlow end) {
        flows.add(end);
    }

    /** Takes note that an end was released. */
    void released(VirtualFlow end) {
        flows.remove(end);
    }

    private CompletableFuture<Allocation.Reply> allocate(Allocation request, VirtualFlow client) {
        VirtualFlow server = client.peer();
        CompletableFuture<Allocation.Reply> reply = new CompletableFuture<>();
        flows.add(client);
        server.member().flows.add(server);
        pending.put(client, reply);
        client.out().post(() -> server.member().requested(request, server));
        return reply;
    }

    /** Takes the request of a peer for the flow with this end. */
    private void requested(Allocation request, VirtualFlow server) {
        if (names.contains(request.destination())) {
            var _ = host.arrived(new Allocation.Arrival(request.destination(), request.qos(), request.oap(), server))
                    .whenComplete((acceptance, failure) -> answered(server, acceptance, failure));
        } else {
            answered(server, null, unregistered(request.destination()));
        }
    }

    private void answered(VirtualFlow server, Allocation.@Nullable Acceptance acceptance, @Nullable Throwable failure) {
        VirtualFlow client = server.peer();
        if (acceptance != null && server.state() == VirtualFlow.State.PENDING) {
            server.accept(acceptance.user());
            server.out().post(() -> client.member().accepted(client, acceptance.oap()));
        } else if (acceptance != null && server.state() == VirtualFlow.State.DOWN) {
            acceptance.user().down("ipcp '" + host.ipcp() + "' lost the flow before it was accepted");
        } else {
            server.release();
            server.out().post(() -> client.member().refused(client, refusal(failure)));
        }
    }

    /** Takes the peer's acceptance of the flow with this end. */
    private void accepted(VirtualFlow client, byte[] oap) {
        client.accepted();
        if (!reply(client).complete(new Allocation.Reply(client, oap))) {
            client.deallocate();
        }
    }

    /** Takes the peer's refusal of the flow with this end. */
    private void refused(VirtualFlow client, FlowRefused refusal) {
        client.release();
        reply(client).completeExceptionally(refusal);
    }

    /** Ends what this IPCP has of a flow, since a member leaves. */
    private void lose(VirtualFlow end, String reason) {
        flows.remove(end);
        end.fail(reason);
        CompletableFuture<Allocation.Reply> reply = pending.remove(end);
        if (reply != null) {
            reply.completeExceptionally(new FlowRefused(Reason.LAYER_DOWN, reason));
        }
    }

    /** {@return what the client of a pending flow waits for, now that the answer is there} */
    private CompletableFuture<Allocation.Reply> reply(VirtualFlow client) {
        return Objects.requireNonNull(pending.remove(client));
    }

    private LayerRefused notBootstrapped() {
        return new LayerRefused("ipcp '" + host.ipcp() + "' is not a member of a layer: bootstrap it");
    }

    private static FlowRefused unregistered(NameHash name) {
        return new FlowRefused(Reason.UNREACHABLE, name + " is not registered at another member of the layer");
    }

    /** {@return what a client is told when there is no acceptance} */
    private static FlowRefused refusal(@Nullable Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause instanceof FlowRefused refused) {
            return refused;
        }
        FlowRefused refused = new FlowRefused(
                Reason.REFUSED_BY_PEER,
                cause == null ? "the flow was released before it was accepted" : "the flow was not accepted: " + cause);
        refused.initCause(cause);
        return refused;
    }
}
