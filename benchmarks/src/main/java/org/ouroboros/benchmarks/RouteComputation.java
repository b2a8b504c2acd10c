// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.benchmarks;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.ouroboros.policy.routing.RoutingPolicy;
import org.ouroboros.policy.routing.Topology;
import org.ouroboros.policy.routing.Topology.Link;
import org.ouroboros.routing.ecmp.EcmpPolicy;
import org.ouroboros.routing.lfa.LfaPolicy;
import org.ouroboros.routing.linkstate.LinkStatePolicy;

/** The routes of one member of a layer of 1,000, each with four neighbours, computed from the links that were announced. */
@State(Scope.Thread)
public class RouteComputation {
    static final String LINK_STATE = "link-state";
    static final String LFA = "lfa";
    static final String ECMP = "ecmp";

    private static final int MEMBERS = 1_000;
    private static final int LINKS = 4;
    private static final long SEED = 42;

    /** Name of the policy. */
    @Param({LINK_STATE, LFA, ECMP})
    public String policy = LINK_STATE;

    private RoutingPolicy routing;
    private List<Link> announced;
    private long self;

    /** Makes the layer: members at random places of two rings. */
    @Setup
    public void layOut() {
        routing = switch (policy) {
            case LINK_STATE -> new LinkStatePolicy();
            case LFA -> new LfaPolicy();
            case ECMP -> new EcmpPolicy();
            default -> throw new IllegalArgumentException("no policy '" + policy + "'");
        };
        Random random = new Random(SEED);
        List<Long> members =
                random.longs(1, 1L << 32).distinct().limit(MEMBERS).boxed().collect(Collectors.toList());
        self = members.getFirst();
        do {
            announced = twoRings(members, random);
        } while (announced.size() < LINKS * MEMBERS); // two members are neighbours in both
        if (routing.routes(Topology.of(self, announced)).size() != MEMBERS - 1) {
            throw new IllegalStateException(policy + " does not reach every member");
        }
    }

    private static List<Link> twoRings(List<Long> members, Random random) {
        Set<Link> links = new LinkedHashSet<>();
        for (int ring = 0; ring < 2; ring++) {
            Collections.shuffle(members, random);
            for (int i = 0; i < MEMBERS; i++) {
                long one = members.get(i);
                long other = members.get((i + 1) % MEMBERS);
                links.add(new Link(one, other));
                links.add(new Link(other, one));
            }
        }
        return List.copyOf(links);
    }

    /** {@return the routes} */
    @Benchmark
    public Map<Long, List<Long>> compute() {
        return routing.routes(Topology.of(self, announced));
    }
}
