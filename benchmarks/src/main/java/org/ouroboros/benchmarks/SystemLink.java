// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.benchmarks;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.ouroboros.api.Flow;
import org.ouroboros.api.QosSpec;
import org.ouroboros.api.irm.LayerSpec;

/** A link in memory within a system, over which it has flows to itself. */
final class SystemLink {
    private static final String NEAR = "near";
    private static final String FAR = "far";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final ShippedSystem system;

    /** Makes the link. */
    SystemLink(ShippedSystem system) throws InterruptedException {
        this.system = system;
        system.awaitType("virtual");
        for (String end : List.of(NEAR, FAR)) {
            system.irm().bootstrap(end, Optional.of("virtual"), new LayerSpec("link", Map.of()), false);
        }
    }

    /** {@return both ends of a new flow over the link} */
    FlowPair connect(String name, QosSpec qos) throws InterruptedException {
        BlockingQueue<Flow> accepted = new LinkedBlockingQueue<>();
        system.serve(name, FAR, accepted::add);
        Flow client = system.allocator().allocate(name, qos, PATIENCE);
        system.requireCarried(client, NEAR);
        Flow server = accepted.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (server == null) {
            throw new IllegalStateException("nobody accepted " + client);
        }
        return new FlowPair(client, server);
    }
}
