// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.unicast;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.ouroboros.policy.forwarding.NextHops;

/**
 * The next hops to each member. Its content never changes, the state of the neighbours in it does. Confined to the loop.
 *
 * <p>A hash table with open addressing: a look-up touches two arrays and allocates nothing.
 */
final class ForwardingTable {
    /** A table without routes. */
    static final ForwardingTable EMPTY = new ForwardingTable(Map.of());

    /** The next hops to one destination. */
    static final class Entry implements NextHops {
        private final long destination;
        private final Neighbour[] neighbours;

        private Entry(long destination, Neighbour[] neighbours) {
            this.destination = destination;
            this.neighbours = neighbours;
        }

        long destination() {
            return destination;
        }

        Stream<Neighbour> neighbours() {
            return Arrays.stream(neighbours);
        }

        /** {@return the neighbour that is a next hop} */
        Neighbour at(int index) {
            return neighbours[index];
        }

        @Override
        public long neighbour(int index) {
            return neighbours[index].address();
        }

        @Override
        public int size() {
            return neighbours.length;
        }

        @Override
        public boolean up(int index) {
            return neighbours[index].best() != null;
        }

        /** {@return the first that is up; -1 if none is} */
        int firstUp() {
            for (int i = 0; i < neighbours.length; i++) {
                if (up(i)) {
                    return i;
                }
            }
            return -1;
        }
    }

    private final @Nullable Entry[] entries;
    private final int size;

    private ForwardingTable(Map<Long, Neighbour[]> routes) {
        this.size = routes.size();
        this.entries = new Entry[Integer.highestOneBit(Math.max(1, size)) << 2];
        routes.forEach((destination, neighbours) -> {
            int at = slot(destination);
            while (entries[at] != null) {
                at = (at + 1) & (entries.length - 1);
            }
            entries[at] = new Entry(destination, neighbours);
        });
    }

    /**
     * Makes a table of routes.
     *
     * @param routes addresses of neighbours by destination, the preferred one first
     * @param neighbours finds a neighbour; null for one that is gone, which is left out
     * @return the table
     */
    static ForwardingTable of(Map<Long, List<Long>> routes, LongFunction<@Nullable Neighbour> neighbours) {
        return new ForwardingTable(routes.entrySet().stream()
                .map(route -> Map.entry(
                        route.getKey(),
                        route.getValue().stream()
                                .map(neighbours::apply)
                                .flatMap(Stream::ofNullable)
                                .toArray(Neighbour[]::new)))
                .filter(route -> route.getValue().length > 0)
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    /** {@return the next hops to a member, or null if there is no route} */
    @Nullable
    Entry find(long destination) {
        int at = slot(destination);
        for (Entry entry = entries[at]; entry != null; entry = entries[at]) {
            if (entry.destination == destination) {
                return entry;
            }
            at = (at + 1) & (entries.length - 1);
        }
        return null;
    }

    int size() {
        return size;
    }

    /** {@return all entries, by destination} */
    List<Entry> all() {
        List<Entry> all = new ArrayList<>(size);
        for (Entry entry : entries) {
            if (entry != null) {
                all.add(entry);
            }
        }
        all.sort((one, other) -> Long.compareUnsigned(one.destination, other.destination));
        return all;
    }

    private int slot(long destination) {
        long mixed = destination * 0x9E37_79B9_7F4A_7C15L;
        return (int) (mixed >>> 32) & (entries.length - 1);
    }
}
