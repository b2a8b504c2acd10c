// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.it;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;
import static org.ouroboros.it.Eventually.eventually;

import java.io.InputStream;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.Test;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.wiring.BundleWiring;
import org.ouroboros.api.Flow;
import org.ouroboros.api.irm.NameSpec;

/** After thousands of flows and hundreds of swaps of the policy that balanced them, nothing is left of them. */
public class SwapLeakIT extends InContainer {
    private static final String NAME = "service";
    private static final List<String> VERSIONS = List.of("1.0.0", "1.1.0");

    /** In a round one swap is made, and these flows meanwhile. */
    private static final int FLOWS = 10;

    private static final int WARM_UP_ROUNDS = 100;
    private static final int ROUNDS = Boolean.getBoolean("ouroboros.soak") ? 20_000 : 1_000;

    /** In each cycle of rounds the bundle of the policy is updated once and restarted once; else the policy is exchanged. */
    private static final int CYCLE = 10;

    private final Queue<Reference<?>> gone = new ConcurrentLinkedQueue<>();

    /** The shipped bundles; the policy is built beside them. */
    @Configuration
    @Override
    public Option[] configuration() throws Exception {
        for (String version : VERSIONS) {
            ThirdParty.buildPolicy(version);
        }
        return super.configuration();
    }

    @Test
    public void swapsUnderTrafficLeaveNothingBehind() throws Exception {
        createLocalLayer("lan");
        bindProgram("com.example.server", NAME);
        irm().register(NAME, "lan");
        BundleContext server = startProgram("com.example.server");
        startProcess(server, new Greeter("a"), Map.of());
        startProcess(server, new Greeter("b"), Map.of());
        Bundle policy = context.installBundle(
                ThirdParty.policy(VERSIONS.getFirst()).toUri().toString());
        policy.start();

        run(policy, WARM_UP_ROUNDS);
        assertNothingLeft();
        Footprint before = Footprint.now();

        run(policy, ROUNDS);
        long swaps = irm().slots().getFirst().generation();
        assertTrue(swaps + " swaps", swaps >= WARM_UP_ROUNDS + ROUNDS);

        gone.add(loader(policy));
        policy.uninstall();
        assertNothingLeft();
        eventually(() -> Footprint.now().assertWithin(before));
    }

    private void run(Bundle policy, int rounds) throws Exception {
        for (int round = 0; round < rounds; round++) {
            FutureTask<Void> traffic = new FutureTask<>(this::allocateFlows);
            Thread.startVirtualThread(traffic);
            swap(policy, round);
            traffic.get(Eventually.LIMIT.toSeconds(), TimeUnit.SECONDS);
        }
    }

    private Void allocateFlows() throws InterruptedException {
        for (int i = 0; i < FLOWS; i++) {
            try (Flow flow = allocate(NAME)) {
                Messages.receive(flow);
                gone.add(new WeakReference<>(flow));
            }
        }
        return null;
    }

    private void swap(Bundle policy, int round) throws Exception {
        switch (round % CYCLE) {
            case CYCLE - 2 -> {
                gone.add(loader(policy));
                String version = VERSIONS.get((round / CYCLE + 1) % VERSIONS.size());
                try (InputStream jar = Files.newInputStream(ThirdParty.policy(version))) {
                    policy.update(jar);
                }
            }
            case CYCLE - 1 -> {
                policy.stop();
                policy.start();
            }
            default -> irm().balance(NAME, round % 2 == 0 ? NameSpec.ROUND_ROBIN : "least-flows");
        }
    }

    private static Reference<ClassLoader> loader(Bundle bundle) {
        return new WeakReference<>(bundle.adapt(BundleWiring.class).getClassLoader());
    }

    /** The class loaders of replaced policies and the flows that ended are collected, and all packets are back. */
    private void assertNothingLeft() throws Exception {
        eventually(() -> {
            System.gc();
            gone.removeIf(reference -> reference.refersTo(null));
            List<Object> kept = new ArrayList<>();
            gone.forEach(reference -> kept.add(reference.get()));
            assertEquals(List.of(), kept);
            assertEquals(List.of(), irm().flows());
            assertEquals(0, new Inside(irm()).packets().outstanding());
        });
    }
}
