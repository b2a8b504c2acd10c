// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.policy.forwarding;

import org.osgi.annotation.versioning.ConsumerType;
import org.ouroboros.policy.swap.Replaceable;

/** The packet forwarding function of a unicast layer: a stateless, thread-safe service of kind {@link #KIND}. */
@ConsumerType
public interface ForwardingPolicy extends Replaceable<ForwardingState> {
    /** The kind of these policies. */
    String KIND = "forwarding";

    /** What {@link #choose} answers when there is no way. */
    int NONE = -1;

    /**
     * Chooses the next hop of a packet, or of one that is yet to come, whose sender wants to know whether it would leave at once. Called on the
     * loop of the IPCP: neither allocates nor blocks. What is chosen holds for up to 64 packets of the same flow that follow each other, as long as
     * next hops do not change.
     *
     * @param hops the next hops to its destination, the preferred one first; at least one
     * @param eid endpoint of the flow that the packet belongs to, at its destination: packets of one flow stay in order if they
     *     take one way
     * @return index of one that is up, or {@link #NONE}, though not while the preferred one is up: a packet then takes that one
     */
    int choose(NextHops hops, long eid);
}
