// SPDX-License-Identifier: Apache-2.0
package com.example.faulty.threaded;

import java.util.concurrent.CountDownLatch;
import java.util.random.RandomGenerator;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.ouroboros.policy.Policy;
import org.ouroboros.policy.address.AddressPolicy;

/** It leaves a thread behind. */
@Component
@Policy(kind = AddressPolicy.KIND, name = "threaded")
public final class ThreadedPolicy implements AddressPolicy {
    private static final CountDownLatch END = new CountDownLatch(1);

    /** Starts what nobody ends. */
    @Activate
    public ThreadedPolicy() {
        Thread.ofPlatform().name("threaded policy").daemon().start(ThreadedPolicy::live);
    }

    private static void live() {
        try {
            END.await();
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public long choose(int bytes, RandomGenerator random) {
        return random.nextLong(1, 1L << 7);
    }
}
