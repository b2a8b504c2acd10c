// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.unicast;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.ouroboros.host.Touched;
import org.ouroboros.policy.routing.RoutingPolicy;
import org.ouroboros.policy.routing.RoutingState;
import org.ouroboros.policy.routing.Topology;
import org.ouroboros.policy.routing.Topology.Link;
import org.ouroboros.policy.swap.StateRefused;
import org.ouroboros.policy.swap.Vitals;

/**
 * How routing policies are put in use: the link-state database stays, and the successor brings the routes that it computed of it. Until
 * then those there are stay. Confined to the loop.
 */
final class RoutingAdoption implements Adoption<RoutingPolicy> {
    private static final long GAP_PER_ROUTE_NS = 200;

    private final long own;
    private final Supplier<List<Link>> links;
    private final Routing routing;
    private final IntSupplier flows;
    private final Health health;

    /**
     * Of a member.
     *
     * @param own address of this member
     * @param links what is known
     * @param routing where routes are
     * @param flows counts the flows that end here
     * @param health counts violations
     */
    RoutingAdoption(long own, Supplier<List<Link>> links, Routing routing, IntSupplier flows, Health health) {
        this.own = own;
        this.links = links;
        this.routing = routing;
        this.flows = flows;
        this.health = health;
    }

    @Override
    public Preparation<RoutingPolicy> snapshot() {
        List<Link> known = links.get();
        Map<Long, List<Long>> inUse = routing.routes();
        return next -> {
            if (next == Routing.ABSENT) {
                return new Exchange(next, known, inUse);
            }
            Topology topology = Topology.of(own, known);
            StateRefused.check(next, new RoutingState(topology, inUse));
            Map<Long, List<Long>> found = Map.copyOf(next.routes(topology));
            Reach.check(topology, found);
            return new Exchange(next, known, found);
        };
    }

    @Override
    public Touched touched() {
        int count = routing.routes().size();
        return new Touched(
                flows.getAsInt(),
                "graph of " + links.get().size() + " links, " + count + " routes",
                Duration.ofNanos((count + 1) * GAP_PER_ROUTE_NS));
    }

    @Override
    public Vitals vitals() {
        return health.vitals(routing.begun(), routing.computed());
    }

    /** One policy in place of another. */
    private final class Exchange implements Takeover<RoutingPolicy> {
        private final RoutingPolicy next;
        private final List<Link> known;
        private final Map<Long, List<Long>> found;
        private Map<Long, List<Long>> routesBefore = Map.of();

        Exchange(RoutingPolicy next, List<Link> known, Map<Long, List<Long>> found) {
            this.next = next;
            this.known = known;
            this.found = found;
        }

        @Override
        public void commit() {
            routesBefore = routing.routes();
            health.renewed();
            routing.adopt(next, links.get().equals(known) ? found : fit(next));
        }

        @Override
        public void rollBack(RoutingPolicy before) {
            health.renewed();
            routing.adopt(before, links.get().equals(known) ? routesBefore : fit(before));
        }

        /**
         * {@return the routes there are, as far as they fit the forwarding policy of another routing policy} Links have changed, and routes of what
         * is known now come in a moment; until then, the first next hop is good for any of them.
         */
        private Map<Long, List<Long>> fit(RoutingPolicy user) {
            return user == Routing.ABSENT || user.forwarding().equals(routing.forwardingAsked())
                    ? routing.routes()
                    : routing.routes().entrySet().stream()
                            .collect(Collectors.toUnmodifiableMap(
                                    Map.Entry::getKey,
                                    route -> List.of(route.getValue().getFirst())));
        }
    }
}
