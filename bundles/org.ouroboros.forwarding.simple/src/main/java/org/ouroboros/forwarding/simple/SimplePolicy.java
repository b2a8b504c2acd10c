// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.forwarding.simple;

import org.osgi.service.component.annotations.Component;
import org.ouroboros.policy.Policy;
import org.ouroboros.policy.forwarding.ForwardingPolicy;
import org.ouroboros.policy.forwarding.NextHops;

/** Packets take the preferred next hop. */
@Component
@Policy(kind = ForwardingPolicy.KIND, name = "simple")
public final class SimplePolicy implements ForwardingPolicy {
    @Override
    public int choose(NextHops hops, long eid) {
        return hops.up(0) ? 0 : NONE;
    }
}
