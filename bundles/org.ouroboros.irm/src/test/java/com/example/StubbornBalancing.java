// SPDX-License-Identifier: Apache-2.0
package com.example;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.ouroboros.policy.balancing.BalancingPolicy;
import org.ouroboros.policy.balancing.BalancingState;
import org.ouroboros.policy.balancing.Candidate;

/** Somebody's policy, which does not return before it is allowed to. */
public final class StubbornBalancing implements BalancingPolicy {
    private final CountDownLatch called = new CountDownLatch(1);
    private final CountDownLatch mayReturn = new CountDownLatch(1);

    @Override
    public Balancer open(BalancingState start) {
        return new Balancer() {
            @Override
            public Candidate choose(List<Candidate> candidates) {
                called.countDown();
                StubbornBalancing.wait(mayReturn);
                return candidates.getFirst();
            }

            @Override
            public void resume(BalancingState state) {}

            @Override
            public void close() {}
        };
    }

    /** Waits until it chooses. */
    public void awaitCalled() {
        wait(called);
    }

    /** Lets it return. */
    public void goOn() {
        mayReturn.countDown();
    }

    private static void wait(CountDownLatch latch) {
        boolean waiting = true;
        while (waiting) {
            try {
                latch.await();
                waiting = false;
            } catch (InterruptedException ignored) {
                waiting = true; // nothing interrupts it
            }
        }
    }
}
