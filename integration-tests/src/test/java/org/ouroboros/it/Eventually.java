// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.it;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waiting for what other threads bring about. */
public final class Eventually {
    /** After this, what is awaited will not come. */
    public static final Duration LIMIT = Duration.ofSeconds(30);

    private static final long PAUSE_NS = 1_000_000;

    private Eventually() {}

    /** What must become true. */
    @FunctionalInterface
    public interface Claim {
        /**
         * Checks it now.
         *
         * @throws AssertionError if it is not true yet
         * @throws RuntimeException if what it speaks of is not there yet
         */
        void check() throws Exception;
    }

    /** Returns when the claim is true; after {@link #LIMIT} it fails as the claim does. */
    public static void eventually(Claim claim) throws Exception {
        within(LIMIT, claim);
    }

    /** Returns when the claim is true; after the limit it fails as the claim does. */
    public static void within(Duration limit, Claim claim) throws Exception {
        long startNs = System.nanoTime();
        while (true) {
            try {
                claim.check();
                return;
            } catch (AssertionError | RuntimeException notYet) {
                if (System.nanoTime() - startNs > limit.toNanos()) {
                    throw notYet;
                }
                LockSupport.parkNanos(PAUSE_NS);
            }
        }
    }
}
