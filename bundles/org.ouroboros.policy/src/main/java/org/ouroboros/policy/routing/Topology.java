// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.policy.routing;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.LongStream;

/**
 * The graph of a layer, as one of its members knows it: members are numbered from 0 in the order of their addresses, taken
 * as signed numbers. Immutable.
 *
 * <p>Two members are neighbours if each has announced a link to the other (network specification, section 9.4).
 */
public final class Topology {
    /**
     * A link as its near end announces it.
     *
     * @param from address of the near end
     * @param to address of the far end
     */
    public record Link(long from, long to) {}

    private final long[] addresses; // ascending
    private final int[] starts; // member i has neighbours[starts[i]..starts[i + 1])
    private final int[] neighbours;
    private final int self;

    private Topology(long[] addresses, int[] starts, int[] neighbours, int self) {
        this.addresses = addresses;
        this.starts = starts;
        this.neighbours = neighbours;
        this.self = self;
    }

    /**
     * Builds the graph of what was announced.
     *
     * @param self address of the member whose view this is
     * @param announced all links that were announced; those that only one end has announced are left out
     * @return the graph; {@code self} is a member of it even without a link
     */
    public static Topology of(long self, Collection<Link> announced) {
        Set<Link> links = new HashSet<>(announced);
        Link[] usable = links.stream()
                .filter(link -> link.from() != link.to() && links.contains(new Link(link.to(), link.from())))
                .toArray(Link[]::new);
        long[] addresses = LongStream.concat(
                        LongStream.of(self), Arrays.stream(usable).mapToLong(Link::from))
                .sorted()
                .distinct()
                .toArray();
        int[] starts = new int[addresses.length + 1];
        for (Link link : usable) {
            starts[Arrays.binarySearch(addresses, link.from()) + 1]++;
        }
        for (int i = 0; i < addresses.length; i++) {
            starts[i + 1] += starts[i];
        }
        int[] next = starts.clone();
        int[] neighbours = new int[usable.length];
        for (Link link : usable) {
            int from = Arrays.binarySearch(addresses, link.from());
            neighbours[next[from]++] = Arrays.binarySearch(addresses, link.to());
        }
        for (int i = 0; i < addresses.length; i++) {
            Arrays.sort(neighbours, starts[i], starts[i + 1]);
        }
        return new Topology(addresses, starts, neighbours, Arrays.binarySearch(addresses, self));
    }

    /** {@return number of members} */
    public int size() {
        return addresses.length;
    }

    /** {@return number of the member whose view this is} */
    public int self() {
        return self;
    }

    /**
     * Names a member.
     *
     * @param member its number
     * @return its address
     */
    public long address(int member) {
        return addresses[member];
    }

    /**
     * Lists the neighbours of a member.
     *
     * @param member its number
     * @return their numbers, ascending
     */
    public int[] neighbours(int member) {
        return Arrays.copyOfRange(neighbours, starts[member], starts[member + 1]);
    }

    /**
     * Counts hops.
     *
     * @param member number of the member to count from
     * @return for each member the hops on a shortest path to it; -1 if there is none
     */
    public int[] hopsFrom(int member) {
        int[] hops = new int[addresses.length];
        Arrays.fill(hops, -1);
        int[] reached = new int[addresses.length];
        int count = 0;
        hops[member] = 0;
        reached[count++] = member;
        for (int at = 0; at < count; at++) {
            int from = reached[at];
            for (int i = starts[from]; i < starts[from + 1]; i++) {
                int to = neighbours[i];
                if (hops[to] < 0) {
                    hops[to] = hops[from] + 1;
                    reached[count++] = to;
                }
            }
        }
        return hops;
    }
}
