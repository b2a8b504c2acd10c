// SPDX-License-Identifier: Apache-2.0
package com.example.faulty.refusing;

import org.osgi.service.component.annotations.Component;
import org.ouroboros.congestion.mbecn.MultiBitEcnPolicy;
import org.ouroboros.policy.Policy;
import org.ouroboros.policy.congestion.CongestionPolicy;
import org.ouroboros.policy.congestion.CongestionState;
import org.ouroboros.policy.swap.StateRefused;

/** It refuses the state that it left itself. */
@Component
@Policy(kind = CongestionPolicy.KIND, name = "refusing")
public final class RefusingPolicy implements CongestionPolicy {
    private final CongestionPolicy sound = new MultiBitEcnPolicy();

    @Override
    public void examine(CongestionState state) {
        if (!state.equals(CongestionState.SLOW_START)) {
            throw new StateRefused("the flow has begun");
        }
    }

    @Override
    public Base base() {
        return sound.base();
    }

    @Override
    public int mark(int ecn, int queued) {
        return sound.mark(ecn, queued);
    }

    @Override
    public Controller open(CongestionState start, long nowNs) {
        return sound.open(start, nowNs);
    }
}
