// SPDX-License-Identifier: Apache-2.0
package com.example.faulty.downhop;

import org.osgi.service.component.annotations.Component;
import org.ouroboros.policy.Policy;
import org.ouroboros.policy.forwarding.ForwardingPolicy;
import org.ouroboros.policy.forwarding.NextHops;

/** It chooses the second next hop where the first one is down, whether that is up or not. */
@Component
@Policy(kind = ForwardingPolicy.KIND, name = "down-hop")
public final class DownHopPolicy implements ForwardingPolicy {
    @Override
    public int choose(NextHops hops, long eid) {
        if (hops.up(0)) {
            return 0;
        }
        return hops.size() > 1 ? 1 : NONE;
    }
}
