// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.ouroboros.endpoint.EndpointPolicies.Needs;
import org.ouroboros.host.Candidate;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.loop.event.EventLoops;
import org.ouroboros.packet.PacketPool;
import org.ouroboros.policy.reliability.ReliabilityPolicy;

/** A system on an event loop, as far as endpoints need one. */
final class RealSystem implements AutoCloseable {
    /** How the two ends of a flow are connected. */
    enum Carrier {
        DIRECT,
        LAYER
    }

    final IpcpLoop loop = new EventLoops().shared();
    final PacketPool pool = new PacketPool(16L << 20);
    final EndpointPolicies policies = new EndpointPolicies(loop, Duration.ofSeconds(5));
    final ToyPolicies.GoBack goBack = new ToyPolicies.GoBack(pool);
    final AtomicInteger releases = new AtomicInteger();
    private final Endpoints endpoints;

    RealSystem(int queuePackets) {
        this.endpoints = new Endpoints(loop, pool, policies, queuePackets);
        policies.reliability().offer(new Candidate<>(goBack, ReliabilityPolicy.KIND, "goback", "toy", "1.0.0"));
    }

    SimulatedSystem.Ends connect(Carrier carrier) {
        return switch (carrier) {
            case DIRECT -> direct();
            case LAYER -> over(SimulatedSystem.reliable("goback"));
        };
    }

    SimulatedSystem.Ends direct() {
        Endpoints.Direct ends = loop.call(() -> endpoints.connect(
                        identity(1), releases::incrementAndGet, identity(2), releases::incrementAndGet))
                .join();
        return new SimulatedSystem.Ends(ends.client(), ends.server());
    }

    SimulatedSystem.Ends over(Supplier<Needs> needs) {
        LayerEndpoint first = open(needs);
        LayerEndpoint second = open(needs);
        return loop.call(() -> {
                    Wire.connect(first, second);
                    return new SimulatedSystem.Ends(
                            endpoints.application(identity(1), first, releases::incrementAndGet),
                            endpoints.application(identity(2), second, releases::incrementAndGet));
                })
                .join();
    }

    private LayerEndpoint open(Supplier<Needs> needs) {
        return loop.call(() -> endpoints.open("flow", SimulatedSystem.QUIET, SimulatedSystem.POOR, needs.get()))
                .thenCompose(opened -> opened)
                .join();
    }

    private static FlowIdentity identity(int id) {
        return new FlowIdentity(id, "echo", SimulatedSystem.QUIET);
    }

    /** Waits until the loop has done what it was given so far, and what came of that. */
    void settle() {
        for (int i = 0; i < 5; i++) {
            loop.call(() -> true).join();
        }
    }

    /** Waits until no packet is owned by anybody. */
    void awaitAllReturned() {
        Waiting.until(() -> pool.outstanding() == 0, () -> pool.outstanding() + " packets were not given back");
    }

    @Override
    public void close() {
        settle();
        try {
            ((AutoCloseable) loop).close();
        } catch (Exception failure) {
            throw new AssertionError("the loop did not close", failure);
        }
    }
}
