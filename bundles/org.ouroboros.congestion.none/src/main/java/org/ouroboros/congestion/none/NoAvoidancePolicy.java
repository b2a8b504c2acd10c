// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.congestion.none;

import org.osgi.service.component.annotations.Component;
import org.ouroboros.policy.Policy;
import org.ouroboros.policy.congestion.CongestionPolicy;
import org.ouroboros.policy.congestion.CongestionState;

/** Flows send as fast as they like; packets keep the mark that they have. */
@Component
@Policy(kind = CongestionPolicy.KIND, name = "none")
public final class NoAvoidancePolicy implements CongestionPolicy {
    @Override
    public Base base() {
        return Base.NONE;
    }

    @Override
    public int mark(int ecn, int queued) {
        return ecn;
    }

    @Override
    public Controller open(CongestionState start, long nowNs) {
        return new Unlimited(start);
    }
}
