// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.routing.linkstate;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.ouroboros.policy.routing.Topology;
import org.ouroboros.policy.routing.Topology.Link;

/** A layer of members at random, in one part or several, and hops in it counted the slow way. */
final class RandomLayer {
    private final List<Link> announced = new ArrayList<>();
    private final Map<Long, Set<Long>> neighbours = new TreeMap<>();

    RandomLayer(long seed) {
        Random random = new Random(seed);
        int members = 2 + random.nextInt(14);
        List<Long> addresses =
                random.longs(1, 1L << 32).distinct().limit(members).boxed().toList();
        addresses.forEach(this::neighbours);
        for (int link = random.nextInt(3 * members); link > 0; link--) {
            long one = addresses.get(random.nextInt(members));
            long other = addresses.get(random.nextInt(members));
            announced.add(new Link(one, other));
            if (one != other && random.nextInt(5) > 0) {
                announced.add(new Link(other, one));
            }
        }
        for (Link link : announced) {
            if (link.from() != link.to() && announced.contains(new Link(link.to(), link.from()))) {
                neighbours(link.from()).add(link.to());
            }
        }
        Collections.shuffle(announced, random);
    }

    Set<Long> members() {
        return neighbours.keySet();
    }

    Set<Long> neighbours(long member) {
        return neighbours.computeIfAbsent(member, address -> new TreeSet<>());
    }

    Topology seenBy(long member) {
        return Topology.of(member, announced);
    }

    /** {@return hops to each member that is reached; the member itself is 0 hops away} */
    Map<Long, Integer> hopsFrom(long member) {
        Map<Long, Integer> hops = new TreeMap<>(Map.of(member, 0));
        for (int pass = 0; pass < neighbours.size(); pass++) {
            for (Map.Entry<Long, Integer> near : List.copyOf(hops.entrySet())) {
                for (long to : neighbours(near.getKey())) {
                    hops.merge(to, near.getValue() + 1, Math::min);
                }
            }
        }
        return hops;
    }
}
