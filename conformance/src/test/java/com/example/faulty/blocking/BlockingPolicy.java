// SPDX-License-Identifier: Apache-2.0
package com.example.faulty.blocking;

import java.util.concurrent.CountDownLatch;
import org.osgi.service.component.annotations.Component;
import org.ouroboros.congestion.mbecn.MultiBitEcnPolicy;
import org.ouroboros.policy.Policy;
import org.ouroboros.policy.congestion.CongestionPolicy;
import org.ouroboros.policy.congestion.CongestionState;

/** It waits for something in {@code open}. */
@Component
@Policy(kind = CongestionPolicy.KIND, name = "blocking")
public final class BlockingPolicy implements CongestionPolicy {
    private final CongestionPolicy sound = new MultiBitEcnPolicy();

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
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
        return sound.open(start, nowNs);
    }
}
