// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.ouroboros.api.QosSpec;
import org.ouroboros.api.irm.LayerComponent;
import org.ouroboros.api.irm.LayerView;
import org.ouroboros.api.irm.PolicyInfo;
import org.ouroboros.api.irm.SlotInfo;
import org.ouroboros.ipcp.local.LocalIpcpType;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.policy.ipcp.Allocation;
import org.ouroboros.policy.ipcp.Ipcp;
import org.ouroboros.policy.ipcp.IpcpHost;
import org.ouroboros.policy.ipcp.IpcpType;
import org.ouroboros.policy.ipcp.LayerConfig;
import org.ouroboros.policy.ipcp.LayerInfo;
import org.ouroboros.policy.ipcp.LayerOption;
import org.ouroboros.policy.ipcp.LayerRefused;
import org.ouroboros.policy.ipcp.LayerTraits;
import org.ouroboros.policy.ipcp.NameHash;
import org.ouroboros.policy.ipcp.Peer;

/**
 * Local layers that also enrol and connect, refuse as a test likes, and write down when they were asked. What is said while a
 * flow is allocated may be changed on its way.
 */
final class ReluctantType implements IpcpType {
    /** What is refused: texts that requests start with. */
    final List<String> refused = new ArrayList<>();

    /** Requests with the second at which they came. */
    final List<String> requests = new ArrayList<>();

    /** What enrolments wait for. */
    CompletableFuture<Boolean> gate = CompletableFuture.completedFuture(true);

    final List<PolicyInfo> policies = new ArrayList<>();
    final List<SlotInfo> slots = new ArrayList<>();

    /** The components that were connected, one set for each time. */
    final List<Set<LayerComponent>> connected = new ArrayList<>();

    /** The peers that the latest IPCP saw when it was created. */
    List<Peer> peersAtFirst = List.of();

    /** What IPCPs show of their layer. */
    LayerView view = LayerView.NONE;

    /** What becomes of the client's message of an allocation. */
    UnaryOperator<byte[]> requestTap = UnaryOperator.identity();

    /** What becomes of the server's message. */
    UnaryOperator<byte[]> responseTap = UnaryOperator.identity();

    private final Map<String, IpcpHost> hosts = new HashMap<>(); // by IPCP
    private final IpcpType local = new LocalIpcpType();
    private final long startNs;

    ReluctantType(IpcpLoop loop) {
        startNs = loop.nowNs();
    }

    @Override
    public LayerTraits traits() {
        return local.traits();
    }

    @Override
    public List<LayerOption> options() {
        return local.options();
    }

    @Override
    public List<PolicyInfo> policies() {
        return List.copyOf(policies);
    }

    @Override
    public List<SlotInfo> slots() {
        return List.copyOf(slots);
    }

    @Override
    public Ipcp create(IpcpHost host) {
        if (refused.contains("create " + host.ipcp())) {
            throw new IllegalStateException("no to 'create " + host.ipcp() + "'");
        }
        peersAtFirst = host.peers();
        hosts.put(host.ipcp(), host);
        return new Reluctant(local.create(host), host);
    }

    /** {@return what an IPCP sees of its system} */
    IpcpHost host(String ipcp) {
        return Objects.requireNonNull(hosts.get(ipcp), ipcp);
    }

    /** {@return the seconds at which requests came that start with a text} */
    List<Long> times(String start) {
        return requests.stream()
                .filter(request -> request.startsWith(start))
                .map(request -> Long.valueOf(request.substring(request.lastIndexOf('@') + 1)))
                .toList();
    }

    private final class Reluctant implements Ipcp {
        private final Ipcp member;
        private final IpcpHost host;

        Reluctant(Ipcp member, IpcpHost host) {
            this.member = member;
            this.host = host;
        }

        private @Nullable LayerRefused refusal(String request) {
            requests.add(request + " @" + (host.loop().nowNs() - startNs) / 1_000_000_000);
            return refused.stream().anyMatch(request::startsWith) ? new LayerRefused("no to '" + request + "'") : null;
        }

        private <T> CompletableFuture<T> unlessRefused(String request, CompletableFuture<T> answer) {
            LayerRefused refusal = refusal(request);
            return refusal == null ? answer : CompletableFuture.failedFuture(refusal);
        }

        @Override
        public CompletableFuture<LayerInfo> bootstrap(LayerConfig config) {
            LayerRefused refusal = refusal("bootstrap " + host.ipcp());
            return refusal == null ? member.bootstrap(config) : CompletableFuture.failedFuture(refusal);
        }

        @Override
        public CompletableFuture<LayerInfo> enrol(String destination) {
            LayerRefused refusal = refusal("enrol " + host.ipcp() + " " + destination);
            return refusal == null
                    ? gate.thenCompose(open -> member.bootstrap(new LayerConfig("layer of " + destination, Map.of())))
                    : CompletableFuture.failedFuture(refusal);
        }

        @Override
        public CompletableFuture<Void> connect(String destination, Set<LayerComponent> components, QosSpec qos) {
            return unlessRefused("connect " + destination, CompletableFuture.<Void>completedFuture(null))
                    .thenRun(() -> connected.add(components));
        }

        @Override
        public CompletableFuture<Void> disconnect(String destination, Set<LayerComponent> components) {
            return unlessRefused("disconnect " + destination, CompletableFuture.completedFuture(null));
        }

        @Override
        public CompletableFuture<Void> register(NameHash name) {
            LayerRefused refusal = refusal("register " + host.ipcp());
            return refusal == null ? member.register(name) : CompletableFuture.failedFuture(refusal);
        }

        @Override
        public CompletableFuture<Void> unregister(NameHash name) {
            return member.unregister(name);
        }

        @Override
        public CompletableFuture<Boolean> query(NameHash name) {
            return member.query(name);
        }

        @Override
        public CompletableFuture<Allocation.Reply> allocate(Allocation request) {
            byte[] oap = requestTap.apply(request.oap());
            return member.allocate(new Allocation(request.destination(), request.qos(), oap, request.user()))
                    .thenApply(reply -> new Allocation.Reply(reply.flow(), responseTap.apply(reply.oap())));
        }

        @Override
        public LayerView view() {
            return view;
        }

        @Override
        public void close() {
            member.close();
        }
    }
}
