// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.udp;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.ouroboros.ipcp.udp.Counters.Count;
import org.ouroboros.policy.ipcp.HashAlgorithm;
import org.ouroboros.policy.ipcp.IpcpHost;
import org.ouroboros.policy.ipcp.NameHash;
import org.ouroboros.policy.ipcp.Peer;

/**
 * Finds the address of a name: among the peers that the operator declared, else as the host name that its hash makes in lower-case
 * hexadecimal digits (network specification, 2.4). Confined to the loop; look-ups run elsewhere.
 */
final class Resolver {
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final int MOST_LOOK_UPS = 16;
    private static final int MOST_ANSWERS = 1_024;
    private static final long KEEP_NS = Duration.ofMinutes(1).toNanos();
    private static final long KEEP_NOTHING_NS = Duration.ofSeconds(2).toNanos();

    /** An answer of the network, and until when it holds. */
    private record Answer(Optional<InetSocketAddress> address, long untilNs) {}

    private final IpcpHost host;
    private final Network network;
    private final Family family;
    private final int ownPort;
    private final Counters counters;

    /** What {@link #declared} was made from. */
    private @Nullable List<Peer> peers;

    private Map<NameHash, InetSocketAddress> declared = Map.of();

    /** Answers of the network, the oldest in front. */
    private final Map<NameHash, Answer> answers = new LinkedHashMap<>();

    private final Map<NameHash, CompletableFuture<Optional<InetSocketAddress>>> lookUps = new HashMap<>();

    Resolver(IpcpHost host, Network network, Family family, int ownPort, Counters counters) {
        this.host = host;
        this.network = network;
        this.family = family;
        this.ownPort = ownPort;
        this.counters = counters;
    }

    /** {@return completes with the address of a name, or empty; at once where it is known} */
    CompletableFuture<Optional<InetSocketAddress>> find(NameHash name) {
        InetSocketAddress peer = declared().get(name);
        if (peer != null) {
            return CompletableFuture.completedFuture(Optional.of(peer));
        }
        Answer answer = answers.get(name);
        if (answer != null && answer.untilNs() - host.loop().nowNs() > 0) {
            return CompletableFuture.completedFuture(answer.address());
        }
        CompletableFuture<Optional<InetSocketAddress>> underWay = lookUps.get(name);
        return underWay == null ? lookUp(name) : underWay.copy();
    }

    @SuppressWarnings("ReferenceEquality") // the host hands out the same object until it changes
    private Map<NameHash, InetSocketAddress> declared() {
        List<Peer> now = host.peers();
        if (now != peers) {
            peers = now;
            declared = new HashMap<>();
            for (Peer peer : now) {
                address(peer)
                        .ifPresent(address -> declared.putIfAbsent(
                                NameHash.of(peer.name(), HashAlgorithm.MD5),
                                new InetSocketAddress(address, peer.port().orElse(ownPort))));
            }
        }
        return declared;
    }

    /** {@return the address of a peer, if it is one that this layer reaches: others are meant for other layers} */
    private Optional<InetAddress> address(Peer peer) {
        try {
            return Optional.of(InetAddress.ofLiteral(peer.address())).filter(family::covers);
        } catch (IllegalArgumentException noLiteral) {
            return Optional.empty();
        }
    }

    private CompletableFuture<Optional<InetSocketAddress>> lookUp(NameHash name) {
        if (lookUps.size() == MOST_LOOK_UPS) {
            counters.add(Count.UNRESOLVED);
            return CompletableFuture.completedFuture(Optional.empty());
        }
        CompletableFuture<Optional<InetSocketAddress>> result = new CompletableFuture<>();
        lookUps.put(name, result);
        String hostName = name.toString();
        host.loop()
                .offload(() -> network.resolve(hostName), LIMIT)
                .whenComplete((addresses, failure) -> answered(name, addresses == null ? List.of() : addresses));
        return result.copy();
    }

    private void answered(NameHash name, List<InetAddress> addresses) {
        Optional<InetSocketAddress> address = addresses.stream()
                .filter(family::covers)
                .findFirst()
                .map(found -> new InetSocketAddress(found, ownPort));
        long keepNs = address.isPresent() ? KEEP_NS : KEEP_NOTHING_NS;
        answers.remove(name);
        answers.put(name, new Answer(address, host.loop().nowNs() + keepNs));
        if (answers.size() > MOST_ANSWERS) {
            answers.remove(answers.keySet().iterator().next());
        }
        CompletableFuture<Optional<InetSocketAddress>> waiting = lookUps.remove(name);
        if (waiting != null) {
            waiting.complete(address);
        }
    }
}
