// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.ouroboros.endpoint.EndpointPolicies;
import org.ouroboros.host.PolicyCatalogue;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.loop.IpcpLoops;
import org.ouroboros.loop.event.EventLoops;
import org.ouroboros.packet.PacketPool;
import org.ouroboros.policy.balancing.BalancingPolicy;

/** A system on a real loop, as threads outside that call it. It keeps nothing. */
class RealSystem extends BlockingIrm implements AutoCloseable {
    private final EventLoops loops = new EventLoops();
    final IpcpLoop loop = loops.shared();
    final PolicyCatalogue<BalancingPolicy> balancing;
    final IpcResourceManager core;
    private final Standstill standstill;

    /**
     * Starts.
     *
     * @param limit of whatever may take long
     * @param chronicle takes what is told of standstills
     */
    RealSystem(Duration limit, Chronicle chronicle) {
        balancing = new PolicyCatalogue<>(BalancingPolicy.KIND, loop, limit);
        core = new IpcResourceManager(
                loop,
                new PacketPool(1 << 20),
                balancing,
                new EndpointPolicies(loop, limit),
                (program, arguments) -> {},
                (event, subject, message) -> {},
                (ipcp, facts) -> {},
                Map.of(),
                swaps -> {},
                List.of(),
                new SecurityFolder(null),
                64,
                new IrmSettings(limit, limit, limit, 64, 64, limit, limit));
        standstill = new Standstill(loops, core, chronicle);
    }

    @Override
    final IpcResourceManager core() {
        return core;
    }

    @Override
    @Nullable
    ConfigurationStore store() {
        return null;
    }

    @Override
    boolean keeps() {
        return false;
    }

    @Override
    final IpcpLoops allLoops() {
        return loops;
    }

    @Override
    final Standstill standstill() {
        return standstill;
    }

    @Override
    public final void close() {
        loop.call(() -> {
                    standstill.close();
                    return core.close();
                })
                .thenCompose(Function.identity())
                .join();
        loops.close();
    }
}
