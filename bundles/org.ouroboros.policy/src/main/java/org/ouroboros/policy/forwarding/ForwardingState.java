// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.policy.forwarding;

import java.util.List;
import org.ouroboros.policy.swap.State;

/**
 * Policy-neutral state of the forwarding of one member, carried from a policy to its successor: the forwarding table, which stays with the
 * IPCP.
 *
 * @param destinations the next hops to each member that is reached
 */
public record ForwardingState(List<Destination> destinations) implements State {
    /** Version of this record. */
    public static final int VERSION = 1;

    /** Copies the list. */
    public ForwardingState {
        destinations = List.copyOf(destinations);
    }

    /**
     * The next hops to one member, as they were when the state was taken.
     *
     * @param address address of the member
     * @param hops the next hops, the preferred one first; at least one
     */
    public record Destination(long address, List<Hop> hops) implements NextHops {
        /** Copies the list. */
        public Destination {
            hops = List.copyOf(hops);
        }

        @Override
        public int size() {
            return hops.size();
        }

        @Override
        public boolean up(int index) {
            return hops.get(index).up();
        }

        @Override
        public long neighbour(int index) {
            return hops.get(index).neighbour();
        }
    }

    /**
     * A next hop.
     *
     * @param neighbour address of the neighbour
     * @param up whether its N-1 flow is up
     */
    public record Hop(long neighbour, boolean up) {}

    @Override
    public int version() {
        return VERSION;
    }

    @Override
    public String summary() {
        return "table of " + destinations.size() + " destinations";
    }
}
