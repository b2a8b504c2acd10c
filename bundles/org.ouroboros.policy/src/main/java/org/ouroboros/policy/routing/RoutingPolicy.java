// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.policy.routing;

import java.util.List;
import java.util.Map;
import org.osgi.annotation.versioning.ConsumerType;
import org.ouroboros.policy.swap.Replaceable;

/** Routing of a unicast layer: a stateless, thread-safe service of kind {@link #KIND}. */
@ConsumerType
public interface RoutingPolicy extends Replaceable<RoutingState> {
    /** The kind of these policies. */
    String KIND = "routing";

    /**
     * What a member runs that has only the policies of the C prototype: the numbers of {@code ls_config.pol} (network
     * specification, section 4.4).
     */
    enum Base {
        /** One next hop for each destination. */
        SIMPLE(0),
        /** A next hop, and loop-free alternates. */
        ALTERNATE(1),
        /** All next hops of equal cost. */
        EQUAL_COST(2);

        private final int number;

        Base(int number) {
            this.number = number;
        }

        /** {@return its number on the wire} */
        public int number() {
            return number;
        }
    }

    /** {@return what members of other implementations run in a layer with this policy} */
    Base base();

    /** {@return name of the forwarding policy that these routes are for} */
    String forwarding();

    /**
     * Computes routes. Called off the loop, under a deadline.
     *
     * @param topology the layer as it is known
     * @return addresses of the neighbours that lead to each address that is reached, the preferred one first; without the address
     *     of the member itself. Where one that is reached is left out, the routes there are stay
     */
    Map<Long, List<Long>> routes(Topology topology);
}
