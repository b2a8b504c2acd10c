// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.ouroboros.api.irm.IrmException;
import org.ouroboros.api.irm.LayerComponent;
import org.ouroboros.api.irm.LayerSpec;
import org.ouroboros.irm.declaration.Connection;
import org.ouroboros.irm.declaration.Membership;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.policy.ipcp.Ipcp;
import org.ouroboros.policy.ipcp.LayerConfig;
import org.ouroboros.policy.ipcp.LayerInfo;
import org.ouroboros.policy.ipcp.LayerOption;

/** What IPCPs are asked to do in their layers, each within a time. Confined to the loop of the IRM. */
final class LayerRequests {
    private static final Duration BOOTSTRAP_LIMIT = Duration.ofSeconds(5);
    private static final Duration REQUEST_LIMIT = Duration.ofSeconds(20);

    private final IpcpLoop loop;
    private final Ipcps ipcps;

    LayerRequests(IpcpLoop loop, Ipcps ipcps) {
        this.loop = loop;
        this.ipcps = ipcps;
    }

    CompletableFuture<LayerInfo> join(SystemIpcp ipcp, Ipcp joining, Membership how) {
        return switch (how) {
            case Membership.Bootstrap(LayerSpec layer) -> {
                Failures.requireName("layer", layer.layer());
                checkOptions(ipcp, layer);
                LayerConfig config = new LayerConfig(layer.layer(), layer.options());
                yield Failures.within(loop, BOOTSTRAP_LIMIT, joining.bootstrap(config));
            }
            case Membership.Enrolment(String destination, Optional<String> layer) -> {
                layer.ifPresent(name -> Failures.requireName("layer", name)); // without a destination it is that, too
                Failures.requireName("destination", destination);
                yield Failures.within(loop, REQUEST_LIMIT, enrol(joining, destination, layer));
            }
        };
    }

    CompletableFuture<Void> connect(Ipcp member, Connection connection) {
        return Failures.within(loop, REQUEST_LIMIT, Failures.ask(() -> {
            Failures.requireName("destination", connection.destination());
            return member.connect(connection.destination(), connection.components(), connection.qos());
        }));
    }

    CompletableFuture<Void> disconnect(Ipcp member, String destination, Set<LayerComponent> components) {
        return Failures.within(loop, REQUEST_LIMIT, Failures.ask(() -> member.disconnect(destination, components)));
    }

    private static CompletableFuture<LayerInfo> enrol(Ipcp member, String destination, Optional<String> layer) {
        return member.enrol(destination).thenApply(info -> {
            if (layer.isPresent() && !layer.get().equals(info.layer())) {
                throw new IrmException(
                        IrmException.Problem.INVALID,
                        "'" + destination + "' is in layer '" + info.layer() + "', not in '" + layer.get() + "'");
            }
            return info;
        });
    }

    private void checkOptions(SystemIpcp ipcp, LayerSpec layer) {
        Set<String> known = ipcps.requireType(ipcp.typeName()).type().options().stream()
                .map(LayerOption::name)
                .collect(Collectors.toCollection(TreeSet::new));
        layer.options().keySet().stream()
                .filter(option -> !known.contains(option))
                .sorted()
                .findFirst()
                .ifPresent(unknown -> {
                    throw new IrmException(
                            IrmException.Problem.INVALID,
                            "type '" + ipcp.typeName() + "' has no option '" + unknown + "': it has "
                                    + (known.isEmpty() ? "none" : String.join(", ", known)));
                });
    }
}
