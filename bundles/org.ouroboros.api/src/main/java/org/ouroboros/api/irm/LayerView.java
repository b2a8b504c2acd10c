// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.api.irm;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a member knows of its layer.
 *
 * @param address its address in the layer, as people write it; empty where members have none
 * @param adjacencies its connections to neighbours
 * @param links the link-state database
 * @param routes where it sends what is for whom
 * @param directory what its directory keeps
 */
public record LayerView(
        Optional<String> address,
        List<Adjacency> adjacencies,
        List<Link> links,
        List<Route> routes,
        List<DirectoryItem> directory) {
    /** Of one that has nothing to show. */
    public static final LayerView NONE = new LayerView(Optional.empty(), List.of(), List.of(), List.of(), List.of());

    /**
     * A connection of one component to its counterpart in a neighbour.
     *
     * @param neighbour name of the neighbour; empty if it connected, and does not say its name
     * @param address its address
     * @param component which component
     * @param up whether its N-1 flow is up
     * @param waiting packets that wait for the N-1 flow
     */
    public record Adjacency(
            Optional<String> neighbour, String address, LayerComponent component, boolean up, int waiting) {}

    /**
     * A link as its near end announced it.
     *
     * @param from address of the near end
     * @param to address of the far end
     * @param sequence sequence number of the announcement, unsigned
     * @param age time since it was heard
     * @param usable whether the far end announces it, too
     */
    public record Link(String from, String to, long sequence, Duration age, boolean usable) {}

    /**
     * A route.
     *
     * @param destination address of a member
     * @param nextHops addresses of neighbours, the preferred one first
     */
    public record Route(String destination, List<String> nextHops) {
        /** Copies the list. */
        public Route {
            nextHops = List.copyOf(nextHops);
        }
    }

    /**
     * Something that the directory keeps.
     *
     * @param kind {@code own} for a name registered here, {@code stored} for one of another member, {@code contact} for a
     *     member
     * @param key hash of the name, or identity of the member, in hexadecimal digits
     * @param address address of the member
     * @param remaining how long it is kept unless it is stored again; empty if without limit
     */
    public record DirectoryItem(String kind, String key, String address, Optional<Duration> remaining) {}

    /** Copies the lists. */
    public LayerView {
        adjacencies = List.copyOf(adjacencies);
        links = List.copyOf(links);
        routes = List.copyOf(routes);
        directory = List.copyOf(directory);
    }
}
