// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.conformance.traffic;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.ouroboros.api.FlowAllocator;
import org.ouroboros.api.irm.Irm;
import org.ouroboros.conformance.check.Broken;
import org.ouroboros.conformance.check.PolicyKind;
import org.ouroboros.testing.Passage;

/**
 * A policy in use, which is exchanged while packets pass: swapped in and out, its bundle updated, stopped and started. None of the packets may
 * be lost, duplicated or reordered.
 *
 * @param <P> type of the policy
 */
public final class UnderTraffic<P> implements AutoCloseable {
    private static final int SWAPS_EACH_WAY = Boolean.getBoolean("ouroboros.soak") ? 100 : 3;
    private static final int UPDATES = Boolean.getBoolean("ouroboros.soak") ? 100 : 3;

    /** How long a policy whose bundle has started may take to be in use again. */
    private static final Duration BACK = Duration.ofSeconds(5);

    /** Packets that pass between two steps, or the time for which they are awaited. */
    private static final Duration PAUSE = Duration.ofMillis(5);

    private final BundleContext context;
    private final PolicyKind<P> kind;
    private final PolicyName name;
    private final Usage usage;

    /** What is done while packets pass. */
    @FunctionalInterface
    private interface Step {
        void take() throws Exception;
    }

    /**
     * Brings a system about in which policies of that kind are in use.
     *
     * @param context who uses services, and registers them
     * @param irm the system
     * @param allocator where flows come from
     * @param kind the kind of the policy
     * @param name the policy
     * @throws Exception if there is no such system
     */
    public UnderTraffic(BundleContext context, Irm irm, FlowAllocator allocator, PolicyKind<P> kind, PolicyName name)
            throws Exception {
        this.context = context;
        this.kind = kind;
        this.name = name;
        this.usage = new Usage(context, irm, allocator, name, kind.place());
    }

    /**
     * Swaps the policy in and out, again and again, and leaves it in use.
     *
     * @param policy the policy
     * @param ours name of a policy of ours to swap with; empty if there is none, and another one that does the same stands in for it
     * @return what passed meanwhile, or why the policy does not take over
     * @throws Exception if it fails
     */
    public String swapInAndOut(P policy, Optional<String> ours) throws Exception {
        if (usage.exchange().isEmpty()) {
            return "in use for moments only";
        }
        if (ours.isPresent()) {
            return swapWith(usage.exchange().get(), ours.get());
        }
        try (SecondPolicy _ = new SecondPolicy(context, name.kind(), kind.type(), policy)) {
            return swapWith(usage.exchange().get(), SecondPolicy.NAME);
        }
    }

    private String swapWith(Exchange exchange, String other) throws Exception {
        exchange.to(other);
        Optional<String> refusal = exchange.refusal(name.name());
        if (refusal.isPresent()) {
            return "not put in use here: " + refusal.get();
        }
        return pass(() -> {
            for (int i = 0; i < SWAPS_EACH_WAY; i++) {
                exchange.to(name.name());
                requireInUse();
                exchange.to(other);
            }
            exchange.to(name.name());
        });
    }

    private void requireInUse() throws InterruptedException {
        Awaited.require(BACK, usage::inUse, () -> "is not in use as '" + name.name() + "' of " + name.bundle());
    }

    /**
     * Updates the bundle by itself.
     *
     * @param bundle the bundle
     * @param file what it was installed from
     * @return what passed meanwhile
     * @throws Exception if it fails
     */
    public String update(Bundle bundle, Path file) throws Exception {
        return whereInUse(() -> {
            for (int i = 0; i < UPDATES; i++) {
                try (InputStream jar = Files.newInputStream(file)) {
                    bundle.update(jar);
                }
                requireInUse();
                Thread.sleep(PAUSE);
            }
        });
    }

    /**
     * Stops and starts the bundle.
     *
     * @param bundle the bundle
     * @return what passed meanwhile
     * @throws Exception if it fails
     */
    public String restart(Bundle bundle) throws Exception {
        return whereInUse(() -> {
            for (int i = 0; i < UPDATES; i++) {
                bundle.stop();
                Thread.sleep(PAUSE);
                bundle.start();
                requireInUse();
                Thread.sleep(PAUSE);
            }
        });
    }

    private String whereInUse(Step step) throws Exception {
        return usage.inUse() ? pass(step) : "not in use here";
    }

    private String pass(Step step) throws Exception {
        if (usage.traffic().isEmpty()) {
            step.take();
            return "without traffic";
        }
        return pass(usage.traffic().get(), step);
    }

    private static String pass(Traffic traffic, Step step) throws Exception {
        traffic.begin();
        try {
            Thread.sleep(PAUSE);
            step.take();
            Thread.sleep(PAUSE);
        } catch (Exception failure) {
            endAfter(failure, traffic);
            throw failure;
        }
        Passage passage = traffic.end();
        Broken.unless(passage.written() > 0, "lets nothing pass");
        Broken.unless(
                passage.lost() == 0 && passage.duplicated() == 0 && passage.reordered() == 0,
                "of " + passage.written() + " packets " + passage.lost() + " were lost, " + passage.duplicated()
                        + " duplicated, " + passage.reordered() + " reordered");
        return passage.written() + " " + traffic.unit();
    }

    /** Ends what passes; what that tells is of less interest than the failure before. */
    private static void endAfter(Exception failure, Traffic traffic) {
        try {
            traffic.end();
        } catch (Exception further) {
            failure.addSuppressed(further);
        }
    }

    @Override
    public void close() throws IOException {
        usage.close();
    }
}
