// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.local;

import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.ouroboros.api.FlowRefused;
import org.ouroboros.api.FlowRefused.Reason;
import org.ouroboros.packet.Packet;
import org.ouroboros.policy.ipcp.Allocation;
import org.ouroboros.policy.ipcp.HashAlgorithm;
import org.ouroboros.policy.ipcp.Ipcp;
import org.ouroboros.policy.ipcp.IpcpHost;
import org.ouroboros.policy.ipcp.LayerConfig;
import org.ouroboros.policy.ipcp.LayerInfo;
import org.ouroboros.policy.ipcp.LayerRefused;
import org.ouroboros.policy.ipcp.MemberState;
import org.ouroboros.policy.ipcp.NameHash;

/** An IPCP that is a layer of its own: it asks its own host who takes the flows that its host allocates. */
final class LocalIpcp implements Ipcp {
    private static final System.Logger LOG = System.getLogger(LocalIpcp.class.getName());

    private final IpcpHost host;
    private final Delivery delivery;
    private final Set<NameHash> names = new HashSet<>();

    /** Ends of the flows there are, pending ones included, in the order in which they came. */
    private final Set<LocalFlow> ends = new LinkedHashSet<>();

    /** What the clients of pending flows wait for, by their end. */
    private final Map<LocalFlow, CompletableFuture<Allocation.Reply>> pending = new HashMap<>();

    /** The layer, while this is a member of it. */
    private @Nullable LayerInfo layer;

    private long discarded;

    LocalIpcp(IpcpHost host) {
        this.host = host;
        this.delivery = new Delivery(host.loop());
    }

    Delivery delivery() {
        return delivery;
    }

    /** {@return how many flow ends there are} */
    int ends() {
        return ends.size();
    }

    @Override
    public CompletableFuture<LayerInfo> bootstrap(LayerConfig config) {
        if (layer != null) {
            return CompletableFuture.failedFuture(new LayerRefused(
                    "ipcp '" + host.ipcp() + "' is a member of layer '" + layer.layer() + "': create another one"));
        }
        try {
            String hash = config.options().getOrDefault("hash", LocalIpcpType.DEFAULT_HASH.name());
            layer = new LayerInfo(config.layer(), HashAlgorithm.selectable(hash));
            return CompletableFuture.completedFuture(layer);
        } catch (LayerRefused refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    @Override
    public CompletableFuture<Void> register(NameHash name) {
        if (layer == null) {
            return CompletableFuture.failedFuture(notBootstrapped());
        }
        names.add(name);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletableFuture<Void> unregister(NameHash name) {
        if (layer == null) {
            return CompletableFuture.failedFuture(notBootstrapped());
        }
        names.remove(name);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletableFuture<Boolean> query(NameHash name) {
        return CompletableFuture.completedFuture(names.contains(name));
    }

    @Override
    public CompletableFuture<Allocation.Reply> allocate(Allocation request) {
        if (layer == null) {
            return CompletableFuture.failedFuture(
                    new FlowRefused(Reason.LAYER_DOWN, "ipcp '" + host.ipcp() + "' is not a member of a layer"));
        }
        if (!names.contains(request.destination())) {
            return CompletableFuture.failedFuture(new FlowRefused(
                    Reason.UNREACHABLE, request.destination() + " is not registered in layer '" + layer.layer() + "'"));
        }
        LocalFlow client = new LocalFlow(this, request.user());
        CompletableFuture<Allocation.Reply> reply = new CompletableFuture<>();
        ends.add(client);
        ends.add(client.peer());
        pending.put(client, reply);
        var _ = host.arrived(new Allocation.Arrival(request.destination(), request.qos(), request.oap(), client.peer()))
                .whenComplete((acceptance, failure) -> answered(client, acceptance, failure));
        return reply;
    }

    @Override
    public Optional<MemberState> handOver() {
        LayerInfo left = layer;
        if (left == null) {
            return Optional.empty();
        }
        layer = null;
        names.clear();
        List.copyOf(pending.keySet()).forEach(client -> {
            String reason = "ipcp '" + host.ipcp() + "' was replaced before the flow was accepted: ask again";
            lose(client.peer(), reason);
            lose(client, reason);
        });
        Map<LocalFlow, Long> eids = new LinkedHashMap<>();
        ends.forEach(end -> eids.put(end, eids.size() + 1L));
        ends.clear();
        List<MemberState.End> open = new ArrayList<>();
        eids.forEach((end, eid) -> {
            Long peerEid = eids.get(end.peer());
            open.add(end.handOver(eid, peerEid == null ? OptionalLong.empty() : OptionalLong.of(peerEid)));
        });
        return Optional.of(new MemberState(left, Map.of(), open));
    }

    @Override
    public LayerInfo resume(MemberState state) {
        layer = state.layer();
        Map<Long, LocalFlow> byEid = new LinkedHashMap<>();
        for (MemberState.End end : state.ends()) {
            LocalFlow flow =
                    end.peerEid().isPresent() && byEid.containsKey(end.peerEid().getAsLong())
                            ? byEid.get(end.peerEid().getAsLong()).peer()
                            : new LocalFlow(this, null);
            byEid.put(end.eid(), flow);
            ends.add(flow);
            if (end.peerEid().isEmpty()) {
                flow.resumeWithoutPeer();
            }
            flow.resume(end);
        }
        byEid.values().forEach(flow -> flow.user().carriedBy(flow));
        return state.layer();
    }

    @Override
    public void close() {
        if (layer == null) {
            return;
        }
        String reason = "ipcp '" + host.ipcp() + "' left layer '" + layer.layer() + "'";
        layer = null;
        names.clear();
        List<LocalFlow> lost = List.copyOf(ends);
        List<LocalFlow> orphans = lost.stream().filter(LocalFlow::orphaned).toList();
        orphans.forEach(LocalFlow::peerDeallocated);
        lost.forEach(end -> lose(end, reason));
        LOG.log(Level.DEBUG, "{0}: {1} packets came too late for their flow", reason, discarded);
    }

    /** Takes note that an end carries nothing any more. */
    void ended(LocalFlow end) {
        ends.remove(end);
    }

    /** Drops a packet for which there is no flow any more. */
    void discard(Packet packet) {
        discarded++;
        packet.release();
    }

    private void answered(LocalFlow client, Allocation.@Nullable Acceptance acceptance, @Nullable Throwable failure) {
        LocalFlow server = client.peer();
        CompletableFuture<Allocation.Reply> reply = pending.remove(client);
        if (reply == null) {
            if (acceptance != null && server.state() == LocalFlow.State.DOWN) {
                acceptance.user().down("ipcp '" + host.ipcp() + "' left its layer before the flow was accepted");
            }
        } else if (acceptance == null || server.state() == LocalFlow.State.RELEASED) {
            server.refuse();
            reply.completeExceptionally(refusal(failure));
        } else {
            server.accept(acceptance.user());
            if (!reply.complete(new Allocation.Reply(client, acceptance.oap()))) {
                client.deallocate();
            }
        }
    }

    /** Ends what this IPCP has of a flow, since the layer goes away. */
    private void lose(LocalFlow end, String reason) {
        ends.remove(end);
        end.fail(reason);
        CompletableFuture<Allocation.Reply> reply = pending.remove(end);
        if (reply != null) {
            reply.completeExceptionally(new FlowRefused(Reason.LAYER_DOWN, reason));
        }
    }

    private LayerRefused notBootstrapped() {
        return new LayerRefused("ipcp '" + host.ipcp() + "' is not a member of a layer: bootstrap it");
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
