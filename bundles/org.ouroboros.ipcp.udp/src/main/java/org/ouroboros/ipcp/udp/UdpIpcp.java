// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.udp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.ouroboros.api.FlowRefused;
import org.ouroboros.api.FlowRefused.Reason;
import org.ouroboros.policy.ipcp.Allocation;
import org.ouroboros.policy.ipcp.HashAlgorithm;
import org.ouroboros.policy.ipcp.Ipcp;
import org.ouroboros.policy.ipcp.IpcpHost;
import org.ouroboros.policy.ipcp.LayerConfig;
import org.ouroboros.policy.ipcp.LayerInfo;
import org.ouroboros.policy.ipcp.LayerRefused;
import org.ouroboros.policy.ipcp.MemberState;
import org.ouroboros.policy.ipcp.NameHash;
import org.ouroboros.policy.swap.StateRefused;

/** An IPCP over UDP (network specification, section 2). Confined to the loop of its host. */
final class UdpIpcp implements Ipcp {
    private final IpcpHost host;
    private final Family family;
    private final Network network;
    private final Limits limits;

    /** The layer, and what this has as a member of it: both or none. */
    private @Nullable LayerInfo layer;

    private @Nullable Membership membership;

    UdpIpcp(IpcpHost host, Family family, Network network, Limits limits) {
        this.host = host;
        this.family = family;
        this.network = network;
        this.limits = limits;
    }

    /** {@return what this has as a member of a layer, null if it is not} */
    @Nullable
    Membership membership() {
        return membership;
    }

    @Override
    public CompletableFuture<LayerInfo> bootstrap(LayerConfig config) {
        if (layer != null) {
            return CompletableFuture.failedFuture(new LayerRefused(
                    "ipcp '" + host.ipcp() + "' is a member of layer '" + layer.layer() + "': create another one"));
        }
        try {
            membership = join(config.options(), List.of());
            layer = new LayerInfo(config.layer(), HashAlgorithm.MD5);
            return CompletableFuture.completedFuture(layer);
        } catch (LayerRefused refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    @Override
    public CompletableFuture<Void> register(NameHash name) {
        return asMember(member -> CompletableFuture.completedFuture(null));
    }

    @Override
    public CompletableFuture<Void> unregister(NameHash name) {
        return asMember(member -> CompletableFuture.completedFuture(null));
    }

    @Override
    public CompletableFuture<Boolean> query(NameHash name) {
        return membership == null ? CompletableFuture.completedFuture(false) : membership.reaches(name);
    }

    @Override
    public CompletableFuture<Allocation.Reply> allocate(Allocation request) {
        if (membership == null) {
            return CompletableFuture.failedFuture(
                    new FlowRefused(Reason.LAYER_DOWN, "ipcp '" + host.ipcp() + "' is not a member of a layer"));
        }
        return membership.allocate(request);
    }

    @Override
    public Optional<MemberState> handOver() {
        if (layer == null || membership == null) {
            return Optional.empty();
        }
        MemberState left = membership.handOver(layer);
        layer = null;
        membership = null;
        return Optional.of(left);
    }

    @Override
    public LayerInfo resume(MemberState state) {
        Membership joined;
        try {
            joined = join(state.facts(), state.ends());
        } catch (LayerRefused unbound) {
            throw new StateRefused(String.valueOf(unbound.getMessage()));
        }
        try {
            joined.resume(state.ends());
        } catch (RuntimeException | Error failure) {
            joined.close(); // the port is for whoever begins anew
            throw failure;
        }
        membership = joined;
        layer = state.layer();
        return state.layer();
    }

    @Override
    public Map<String, Long> counters() {
        return membership == null ? Map.of() : membership.counters().byName();
    }

    @Override
    public void close() {
        if (layer == null || membership == null) {
            return;
        }
        Membership left = membership;
        String reason = "ipcp '" + host.ipcp() + "' left layer '" + layer.layer() + "'";
        layer = null;
        membership = null;
        left.leave(reason);
    }

    private Membership join(Map<String, String> options, List<MemberState.End> left) {
        InetAddress address = UdpOptions.ip(options, family);
        int port = UdpOptions.port(options);
        try {
            return new Membership(host, family, network, limits, new InetSocketAddress(address, port), left);
        } catch (IOException unbound) {
            LayerRefused refused = new LayerRefused(UdpOptions.whyUnbound(network, address, port, unbound));
            refused.initCause(unbound);
            throw refused;
        }
    }

    /** A name is registered where it is looked up: with the peers, or in DNS. Here there is nothing to note. */
    private CompletableFuture<Void> asMember(Function<Membership, CompletableFuture<Void>> action) {
        return membership == null
                ? CompletableFuture.failedFuture(
                        new LayerRefused("ipcp '" + host.ipcp() + "' is not a member of a layer: bootstrap it"))
                : action.apply(membership);
    }
}
