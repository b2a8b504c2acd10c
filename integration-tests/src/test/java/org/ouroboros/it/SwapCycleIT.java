// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.it;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;
import static org.ouroboros.it.Eventually.eventually;

import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleWiring;
import org.ouroboros.api.Flow;
import org.ouroboros.api.QosSpec;
import org.ouroboros.api.irm.SwapSpec;

/**
 * Policies are installed, swapped to while packets pass, and uninstalled, again and again: bundles, class loaders, threads, heap, buffers
 * and files are what they were.
 */
public class SwapCycleIT extends InLayer {
    /** As many as fill the log of swaps, which is kept. */
    private static final int WARM_UP_CYCLES = 90;

    private static final int CYCLES = Boolean.getBoolean("ouroboros.soak") ? 1_000 : 50;

    private final Queue<Reference<?>> gone = new ConcurrentLinkedQueue<>();

    @Test
    public void policiesThatCameAndWentLeaveNothingBehind() throws Exception {
        BundleCopy ofLayer = BundleCopy.of(bundle("org.ouroboros.congestion.none"));
        BundleCopy ofFlow = BundleCopy.of(bundle("org.ouroboros.integrity.crc32"));
        try (Flow flow = overTheLayer(QosSpec.DATA.withBer(0))) {
            cycle(flow, WARM_UP_CYCLES, ofLayer, ofFlow);
            Footprint before = footprint();
            cycle(flow, CYCLES, ofLayer, ofFlow);
            System.out.println(CYCLES + " cycles: " + footprint() + " after " + before);
            eventually(() -> footprint().assertWithin(before));
        }
    }

    private void cycle(Flow flow, int cycles, BundleCopy ofLayer, BundleCopy ofFlow) throws Exception {
        Pings pings = new Pings(flow);
        for (int i = 0; i < cycles; i++) {
            Bundle congestion = install("none", ofLayer);
            Bundle integrity = install("crc32", ofFlow);
            assertNewest(accept("congestion", "none"), congestion);
            assertNewest(accept("integrity", "crc32"), integrity);
            accept("congestion", "mb-ecn");
            for (Bundle bundle : new Bundle[] {congestion, integrity}) {
                gone.add(new WeakReference<>(bundle.adapt(BundleWiring.class).getClassLoader()));
                gone.add(new WeakReference<>(bundle));
                bundle.uninstall();
            }
        }
        pings.awaitMore();
        pings.end();
    }

    private Bundle install(String policy, BundleCopy copy) throws Exception {
        Bundle bundle = context.installBundle("copy:" + policy, copy.open());
        bundle.start();
        eventually(() -> assertTrue(
                irm().policies().stream().anyMatch(present -> present.bundle().equals(bundle.getSymbolicName()))));
        return bundle;
    }

    private String accept(String kind, String policy) throws Exception {
        return accepted(new SwapSpec(kind, policy, Set.of(), Duration.ZERO, "test"))
                .steps()
                .getFirst()
                .to();
    }

    private static void assertNewest(String inUse, Bundle bundle) {
        assertTrue(inUse, inUse.contains(bundle.getSymbolicName() + " " + bundle.getVersion()));
    }

    /** {@return the footprint, once what was uninstalled is collected} */
    private Footprint footprint() throws Exception {
        eventually(() -> {
            System.gc();
            gone.removeIf(reference -> reference.refersTo(null));
            assertEquals("bundles and class loaders that stay", 0, gone.size());
        });
        return Footprint.now();
    }
}
