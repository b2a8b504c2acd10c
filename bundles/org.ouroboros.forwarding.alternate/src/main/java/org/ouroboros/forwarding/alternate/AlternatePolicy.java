// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.forwarding.alternate;

import org.osgi.service.component.annotations.Component;
import org.ouroboros.policy.Policy;
import org.ouroboros.policy.forwarding.ForwardingPolicy;
import org.ouroboros.policy.forwarding.NextHops;

/** Packets take the first next hop that is up. */
@Component
@Policy(kind = ForwardingPolicy.KIND, name = "alternate")
public final class AlternatePolicy implements ForwardingPolicy {
    @Override
    public int choose(NextHops hops, long eid) {
        for (int i = 0; i < hops.size(); i++) {
            if (hops.up(i)) {
                return i;
            }
        }
        return NONE;
    }
}
