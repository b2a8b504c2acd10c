// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.conformance.traffic;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.ouroboros.api.FlowRefused;
import org.ouroboros.conformance.check.Broken;
import org.ouroboros.testing.Passage;

/** Flows that a thread allocates, one after the other. */
final class Allocations implements Traffic {
    /** How long the last one may take. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Allocates a flow and lets it go. */
    @FunctionalInterface
    interface Allocation {
        void make() throws InterruptedException;
    }

    private final Allocation allocation;
    private volatile boolean allocating;
    private final AtomicLong asked = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private volatile @Nullable String reason;
    private @Nullable Thread thread;

    Allocations(Allocation allocation) {
        this.allocation = allocation;
    }

    @Override
    public void begin() {
        asked.set(0);
        refused.set(0);
        allocating = true;
        thread = Thread.ofPlatform().name("conformance client").daemon().start(this::allocate);
    }

    private void allocate() {
        while (allocating) {
            asked.incrementAndGet();
            try {
                allocation.make();
            } catch (FlowRefused | IllegalStateException why) {
                refused.incrementAndGet();
                reason = why.getMessage();
            } catch (InterruptedException ended) {
                return;
            }
        }
    }

    @Override
    public Passage end() throws InterruptedException {
        allocating = false;
        Thread present = thread;
        thread = null;
        if (present != null && !present.join(PATIENCE)) {
            throw new Broken("has a flow allocated for longer than " + PATIENCE.toSeconds() + " s");
        }
        if (refused.get() > 0) {
            throw new Broken("has " + refused + " of " + asked + " flows refused, the last one because " + reason);
        }
        return new Passage(asked.get(), 0, 0, 0, 0);
    }

    @Override
    public String unit() {
        return "flows";
    }

    @Override
    public void close() {
        allocating = false;
    }
}
