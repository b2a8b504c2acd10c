// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.forwarding.multipath;

import org.osgi.service.component.annotations.Component;
import org.ouroboros.policy.Policy;
import org.ouroboros.policy.forwarding.ForwardingPolicy;
import org.ouroboros.policy.forwarding.NextHops;

/** Flows spread over the next hops that are up; the packets of one flow take one of them. */
@Component
@Policy(kind = ForwardingPolicy.KIND, name = "multipath")
public final class MultipathPolicy implements ForwardingPolicy {
    @Override
    public int choose(NextHops hops, long eid) {
        int chosen = NONE;
        long highest = 0;
        for (int i = 0; i < hops.size(); i++) {
            if (hops.up(i)) {
                long score = Rendezvous.score(eid, hops.neighbour(i));
                if (chosen == NONE || score > highest) {
                    chosen = i;
                    highest = score;
                }
            }
        }
        return chosen;
    }
}
