// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.unicast;

import static java.lang.System.Logger.Level.WARNING;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.loop.LoopTimer;
import org.ouroboros.policy.routing.RoutingPolicy;
import org.ouroboros.policy.routing.Topology;
import org.ouroboros.policy.routing.Topology.Link;

/**
 * Has routes computed whenever links change: off the loop, one computation at a time, of what is known when it begins. After links were
 * quiet, {@link #BURST} computations follow each other at once; in a storm of changes there is one each {@link #PAUSE_NS}. Confined to the
 * loop.
 *
 * <p>While no policy is there, or when one fails, the routes there are stay.
 */
final class Routing implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Routing.class.getName());
    private static final Duration DEADLINE = Duration.ofSeconds(5);

    private static final long PAUSE_NS = 20_000_000;

    /** A neighbour that comes up changes links a few times in a row, and is to be reached at once. */
    private static final int BURST = 8;

    /** Stands for no policy. */
    private static final RoutingPolicy ABSENT = new RoutingPolicy() {
        @Override
        public Base base() {
            return Base.SIMPLE;
        }

        @Override
        public String forwarding() {
            return "simple";
        }

        @Override
        public Map<Long, List<Long>> routes(Topology topology) {
            return Map.of();
        }
    };

    private final String ipcp;
    private final IpcpLoop loop;
    private final long own;
    private final Supplier<List<Link>> links;
    private final Consumer<Map<Long, List<Long>>> routes;
    private final PolicyUse<RoutingPolicy> policy;
    private final LoopTimer pause;
    private int spare = BURST; // computations that may begin now
    private boolean computing;
    private boolean changed;
    private boolean closed;
    private long computed;
    private long failed;

    /**
     * Makes the component; nothing is computed yet.
     *
     * @param ipcp name of this IPCP
     * @param loop the loop that it lives on
     * @param own address of this member
     * @param policies what is present
     * @param wanted name of the routing policy
     * @param forwarding is told which forwarding policy the routes are for
     * @param links what is known
     * @param routes takes the routes
     */
    Routing(
            String ipcp,
            IpcpLoop loop,
            long own,
            Policies policies,
            String wanted,
            Consumer<String> forwarding,
            Supplier<List<Link>> links,
            Consumer<Map<Long, List<Long>>> routes) {
        this.ipcp = ipcp;
        this.loop = loop;
        this.own = own;
        this.links = links;
        this.routes = routes;
        this.pause = loop.timer(this::recover);
        this.policy = new PolicyUse<>(policies.routing(), ipcp, wanted, ABSENT, next -> {
            forwarding.accept(next.forwarding());
            loop.execute(this::linksChanged); // when the policy is in use
        });
    }

    /** Computes routes of what is known now. */
    void linksChanged() {
        changed = true;
        computeChanges();
    }

    private void computeChanges() {
        if (changed && !computing && spare > 0 && !closed && policy.inUse() != ABSENT) {
            compute(policy.inUse());
        }
    }

    private void recover() {
        spare++;
        if (spare < BURST) {
            pause.arm(PAUSE_NS);
        }
        computeChanges();
    }

    private void compute(RoutingPolicy by) {
        changed = false;
        computing = true;
        spare--;
        if (!pause.armed()) {
            pause.arm(PAUSE_NS);
        }
        List<Link> snapshot = links.get();
        var _ = loop.offload(() -> by.routes(Topology.of(own, snapshot)), DEADLINE)
                .handle((found, failure) -> {
                    computing = false;
                    if (closed) {
                        return null;
                    }
                    if (failure == null) {
                        computed++;
                        routes.accept(found);
                    } else {
                        failed++;
                        LOG.log(
                                WARNING,
                                "IPCP " + ipcp + ": routing policy " + policy.label() + " failed; routes stay",
                                failure);
                    }
                    computeChanges();
                    return null;
                });
    }

    Map<String, Long> counters() {
        Map<String, Long> counters = new LinkedHashMap<>();
        counters.put("routes computed", computed);
        counters.put("routes not computed: policy failed", failed);
        return counters;
    }

    @Override
    public void close() {
        closed = true;
        pause.cancel();
        policy.close();
    }
}
