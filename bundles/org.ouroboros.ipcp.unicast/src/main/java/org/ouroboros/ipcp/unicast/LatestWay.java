// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.unicast;

import org.jspecify.annotations.Nullable;
import org.ouroboros.policy.forwarding.ForwardingPolicy;

/**
 * The way that the latest packet took. Those of the same flow that follow it directly take it as well, without the policy being asked, until there
 * were {@link #MOST}: what leaves together stays together. Confined to the loop.
 */
final class LatestWay {
    /** Packets for which a policy is asked once, as many as make a train of the layer below. */
    static final int MOST = 64;

    private ForwardingTable.@Nullable Entry entry;
    private long path;
    private @Nullable ForwardingPolicy policy;
    private @Nullable Hop hop;
    private int left;

    /** {@return the way for one more packet; null if the policy is to be asked} */
    @Nullable
    Hop next(ForwardingTable.Entry towards, long along, ForwardingPolicy asked) {
        Hop way = ahead(towards, along, asked);
        if (way != null) {
            left--;
        }
        return way;
    }

    /** {@return the same, for a packet that may not come} */
    @Nullable
    @SuppressWarnings("ReferenceEquality") // a table that is new has entries that are new
    Hop ahead(ForwardingTable.Entry towards, long along, ForwardingPolicy asked) {
        return left == 0 || towards != entry || along != path || asked != policy ? null : hop;
    }

    /**
     * Takes note of what a policy chose.
     *
     * @param way is up
     * @param packets how many are to take it, at most {@link #MOST}
     */
    void chosen(ForwardingTable.Entry towards, long along, ForwardingPolicy asked, Hop way, int packets) {
        entry = towards;
        path = along;
        policy = asked;
        hop = way;
        left = packets;
    }

    /** Has the policy be asked for the next packet: a neighbour went up or down. */
    void forget() {
        left = 0;
        entry = null;
        policy = null;
        hop = null;
    }
}
