// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.unicast;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
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
 * <p>While no policy is there, or when one fails or leaves a member out that is reached, the routes there are stay. A computation that a policy
 * began is made again by its successor.
 */
final class Routing implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofSeconds(5);

    private static final long PAUSE_NS = 20_000_000;

    /** A neighbour that comes up changes links a few times in a row, and is to be reached at once. */
    private static final int BURST = 8;

    /** Stands for no policy. */
    static final RoutingPolicy ABSENT = new RoutingPolicy() {
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

    private final IpcpLoop loop;
    private final long own;
    private final Supplier<List<Link>> links;
    private final Consumer<String> forwarding;
    private final Consumer<Map<Long, List<Long>>> found;
    private final PolicyUse<RoutingPolicy> policy;
    private final Health health;
    private final LoopTimer pause;
    private Map<Long, List<Long>> routes;
    private String forwardingAsked; // of the forwarding policy
    private int spare = BURST; // computations that may begin now
    private boolean computing;
    private boolean changed;
    private boolean closed;
    private long begun;
    private long computed;

    /**
     * Makes the component; nothing is computed yet.
     *
     * @param ipcp name of this IPCP
     * @param loop the loop that it lives on
     * @param own address of this member
     * @param start the routes there are
     * @param policies what is present
     * @param names the policies to use
     * @param forwardingAsked name of the forwarding policy in use
     * @param forwarding is told which forwarding policy the routes are for, when that changes
     * @param links what is known
     * @param found takes the routes
     * @param flows counts the flows that end here
     */
    Routing(
            String ipcp,
            IpcpLoop loop,
            long own,
            Map<Long, List<Long>> start,
            Policies policies,
            PolicyNames names,
            String forwardingAsked,
            Consumer<String> forwarding,
            Supplier<List<Link>> links,
            Consumer<Map<Long, List<Long>>> found,
            IntSupplier flows) {
        this.loop = loop;
        this.own = own;
        this.routes = start;
        this.links = links;
        this.forwardingAsked = forwardingAsked;
        this.forwarding = forwarding;
        this.found = found;
        this.pause = loop.timer(this::recover);
        this.health = new Health("IPCP " + ipcp + ": routing policy", "routes stay", this::label);
        this.policy = new PolicyUse<>(
                policies.routing(),
                ipcp,
                names.routing(),
                ABSENT,
                new RoutingAdoption(own, links, this, flows, health),
                names.choosing(RoutingPolicy.KIND));
    }

    private String label() {
        return policy.label();
    }

    /** {@return the routes there are} */
    Map<Long, List<Long>> routes() {
        return routes;
    }

    /** {@return name of the forwarding policy that they are for} */
    String forwardingAsked() {
        return forwardingAsked;
    }

    long begun() {
        return begun;
    }

    long computed() {
        return computed;
    }

    /** Prepares for a policy to be in use: takes the routes that come with it, and has more computed then. */
    void adopt(RoutingPolicy next, Map<Long, List<Long>> itsRoutes) {
        if (next != ABSENT && !next.forwarding().equals(forwardingAsked)) {
            forwardingAsked = next.forwarding();
            forwarding.accept(forwardingAsked);
        }
        if (!itsRoutes.equals(routes)) {
            take(itsRoutes);
        }
        loop.execute(this::linksChanged); // when the policy is in use
    }

    private void take(Map<Long, List<Long>> newRoutes) {
        routes = newRoutes;
        found.accept(newRoutes);
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
        begun++;
        spare--;
        if (!pause.armed()) {
            pause.arm(PAUSE_NS);
        }
        List<Link> snapshot = links.get();
        var _ = loop.offload(() -> routes(by, Topology.of(own, snapshot)), DEADLINE)
                .handle((newRoutes, failure) -> {
                    computing = false;
                    if (!closed) {
                        done(by, newRoutes, failure);
                        computeChanges();
                    }
                    return null;
                });
    }

    private static Map<Long, List<Long>> routes(RoutingPolicy by, Topology topology) {
        Map<Long, List<Long>> computed = by.routes(topology);
        Reach.check(topology, computed);
        return computed;
    }

    private void done(RoutingPolicy by, @Nullable Map<Long, List<Long>> newRoutes, @Nullable Throwable failure) {
        if (by != policy.inUse()) {
            changed = true; // its successor is to say
        } else if (newRoutes == null) {
            health.violation("failed", failure);
        } else {
            computed++;
            take(newRoutes);
        }
    }

    Map<String, Long> counters() {
        Map<String, Long> counters = new LinkedHashMap<>();
        counters.put("routes computed", computed);
        counters.put("routes not computed: policy failed", health.violations());
        return counters;
    }

    @Override
    public void close() {
        closed = true;
        pause.cancel();
        policy.close();
    }
}
