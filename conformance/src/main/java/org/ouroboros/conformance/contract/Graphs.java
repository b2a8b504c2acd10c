// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.conformance.contract;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.ouroboros.policy.routing.Topology;
import org.ouroboros.policy.routing.Topology.Link;

/** Layers of various shapes, as their members announce them. */
final class Graphs {
    private static final int RANDOM_MEMBERS = 30;
    private static final int RANDOM_LINKS = 60;

    private Graphs() {}

    /**
     * A layer.
     *
     * @param members addresses
     * @param links what was announced, both ways
     */
    record Graph(List<Long> members, List<Link> links) {
        Topology seenBy(long member) {
            return Topology.of(member, links);
        }
    }

    /** {@return layers by what people call their shape} */
    static Map<String, Graph> all() {
        Map<String, Graph> graphs = new LinkedHashMap<>();
        graphs.put("a single member", graph(1));
        graphs.put("a line", graph(4, 1, 2, 2, 3, 3, 4));
        graphs.put("a ring", ring());
        graphs.put("a star", graph(6, 1, 2, 1, 3, 1, 4, 1, 5, 1, 6));
        graphs.put("a mesh", graph(4, 1, 2, 1, 3, 1, 4, 2, 3, 2, 4, 3, 4));
        graphs.put("two parts", graph(5, 1, 2, 2, 3, 4, 5));
        graphs.put("a random graph", random());
        return graphs;
    }

    private static Graph graph(int members, long... pairs) {
        List<Link> links = new ArrayList<>();
        for (int i = 0; i < pairs.length; i += 2) {
            link(links, pairs[i], pairs[i + 1]);
        }
        return new Graph(LongStream.rangeClosed(1, members).boxed().toList(), links);
    }

    static Graph ring() {
        return graph(6, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 1);
    }

    /** {@return a layer without a pattern} Addresses are unsigned: some here look negative. */
    static Graph random() {
        SplittableRandom random = new SplittableRandom(1);
        List<Long> members = random.longs(RANDOM_MEMBERS).boxed().toList();
        List<Link> links = new ArrayList<>();
        for (int i = 0; i < RANDOM_LINKS; i++) {
            link(links, members.get(random.nextInt(RANDOM_MEMBERS)), members.get(random.nextInt(RANDOM_MEMBERS)));
        }
        return new Graph(members, links);
    }

    private static void link(List<Link> links, long one, long other) {
        links.add(new Link(one, other));
        links.add(new Link(other, one));
    }
}
