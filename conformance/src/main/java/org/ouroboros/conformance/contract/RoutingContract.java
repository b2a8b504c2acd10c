// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.conformance.contract;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.ouroboros.conformance.check.Alone;
import org.ouroboros.conformance.check.Broken;
import org.ouroboros.conformance.check.Check;
import org.ouroboros.conformance.check.Place;
import org.ouroboros.conformance.check.PolicyKind;
import org.ouroboros.conformance.contract.Graphs.Graph;
import org.ouroboros.policy.routing.RoutingPolicy;
import org.ouroboros.policy.routing.RoutingState;
import org.ouroboros.policy.routing.Topology;

/** Routing: all members are reached, by neighbours, and packets do not go in circles. */
final class RoutingContract {
    static final PolicyKind<RoutingPolicy> KIND = new PolicyKind<>(
            RoutingPolicy.KIND,
            RoutingPolicy.class,
            Place.LAYER,
            List.of(
                    Check.contract("what it is for", RoutingContract::declared),
                    Check.contract("next hops", RoutingContract::nextHops),
                    Check.contract("no circles", RoutingContract::noCircles),
                    Check.contract("threads", RoutingContract::threads),
                    HandOver.version(RoutingState.VERSION),
                    HandOver.own(RoutingContract::state, RoutingContract::goOn),
                    HandOver.in(RoutingContract::state, RoutingContract::goOn),
                    HandOver.out(RoutingContract::state, RoutingContract::goOn)));

    private RoutingContract() {}

    private static void declared(RoutingPolicy policy) {
        Broken.unless(Broken.unlessNull(policy.base(), "base()") == policy.base(), "base() answers now this, now that");
        Broken.unless(
                Broken.unlessNull(policy.forwarding(), "forwarding()").equals(policy.forwarding()),
                "forwarding() answers now this, now that");
        Broken.unless(!policy.forwarding().isBlank(), "forwarding() names no policy");
    }

    private static void nextHops(RoutingPolicy policy) {
        Graphs.all()
                .forEach((shape, graph) -> graph.members().forEach(member -> {
                    Topology topology = graph.seenBy(member);
                    Map<Long, List<Long>> routes = routes(policy, topology);
                    String where = " in " + shape;
                    Broken.unless(
                            routes.keySet().equals(reached(topology)),
                            "has routes to " + routes.keySet() + where + ", where " + reached(topology)
                                    + " can be reached");
                    routes.forEach((to, hops) -> requireNeighbours(topology, to, hops, where));
                    Broken.unless(
                            routes.equals(policy.routes(topology)), "computes other routes the second time" + where);
                }));
    }

    private static Map<Long, List<Long>> routes(RoutingPolicy policy, Topology topology) {
        return Broken.unlessNull(policy.routes(topology), "routes()");
    }

    private static Set<Long> reached(Topology topology) {
        int[] hops = topology.hopsFrom(topology.self());
        return IntStream.range(0, topology.size())
                .filter(member -> hops[member] > 0)
                .mapToObj(topology::address)
                .collect(Collectors.toSet());
    }

    private static void requireNeighbours(Topology topology, long to, List<Long> hops, String where) {
        Set<Long> neighbours = Arrays.stream(topology.neighbours(topology.self()))
                .mapToObj(topology::address)
                .collect(Collectors.toSet());
        Broken.unless(!hops.isEmpty(), "has no next hop to " + to + where);
        Broken.unless(
                neighbours.containsAll(hops),
                "has next hops " + hops + " to " + to + where + ", where the neighbours are " + neighbours);
        Broken.unless(
                new HashSet<>(hops).size() == hops.size(), "has a next hop to " + to + " twice" + where + ": " + hops);
    }

    /** Where all members compute their routes by this policy, the first next hops lead to where they should. */
    private static void noCircles(RoutingPolicy policy) {
        Graphs.all().forEach((shape, graph) -> {
            Map<Long, Map<Long, List<Long>>> routes = new HashMap<>();
            graph.members().forEach(member -> routes.put(member, routes(policy, graph.seenBy(member))));
            routes.forEach((from, there) -> there.keySet().forEach(to -> requireArrival(routes, from, to, shape)));
        });
    }

    private static void requireArrival(Map<Long, Map<Long, List<Long>>> routes, long from, long to, String shape) {
        long at = from;
        for (int steps = 0; at != to; steps++) {
            Broken.unless(
                    steps < routes.size(), "sends packets from " + from + " to " + to + " in circles, in " + shape);
            List<Long> next = routes.getOrDefault(at, Map.of()).getOrDefault(to, List.of());
            Broken.unless(!next.isEmpty(), "loses packets from " + from + " to " + to + " at " + at + ", in " + shape);
            at = next.getFirst();
        }
    }

    private static void threads(RoutingPolicy policy) throws Exception {
        Graph graph = Graphs.random();
        Alone.sameResults(thread -> policy.routes(graph.seenBy(graph.members().get(thread))));
    }

    private static RoutingState state(RoutingPolicy policy) {
        Topology topology = topology();
        return new RoutingState(topology, policy.routes(topology));
    }

    /** The state stays with the host: whoever takes it computes anew. */
    private static void goOn(RoutingPolicy policy, RoutingState state) {
        Broken.unless(
                routes(policy, state.topology()).keySet().equals(state.routes().keySet()),
                "reaches other members than the one before it: "
                        + state.routes().keySet());
    }

    private static Topology topology() {
        Graph ring = Graphs.ring();
        return ring.seenBy(ring.members().getFirst());
    }
}
