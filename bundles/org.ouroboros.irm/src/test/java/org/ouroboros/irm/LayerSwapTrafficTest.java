// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ouroboros.api.irm.SwapSpec;

/** What passes a layer while policies are swapped in its members. */
class LayerSwapTrafficTest extends InSwappedLayer {
    /** Swaps of single members and of the layer at random instants, so that members route by different policies. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void inALayerOfMixedRoutingPoliciesNoPingIsLost(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        boolean wheel = seed % 2 == 1;
        network = new Network(5_000 + seed, wheel ? SIZE + 1 : SIZE);
        if (wheel) {
            network.wheel(NET, Map.of());
        } else {
            network.ring(NET, Map.of());
        }
        network.loop.runFor(Duration.ofSeconds(1));
        Probes probes = new Probes(network, NET, Duration.ofMillis(2));
        List<String> policies = List.of("link-state", "lfa", "ecmp");
        for (int i = 0; i < 15; i++) {
            int system = random.nextInt(network.size());
            String policy = policies.get(random.nextInt(policies.size()));
            Duration watch = Duration.ofMillis(random.nextInt(60));
            CompletableFuture<?> swap = random.nextInt(3) == 0
                    ? Failures.ask(() -> swaps(system).swap(spec("routing", policy, watch)))
                    : Failures.ask(() -> network.system(system)
                            .irm
                            .swaps()
                            .swap(new SwapSpec("routing", policy, Set.of(), watch, "carol")));
            swap.exceptionally(inVain -> null); // used already, or another one is under way
            probes.send(Duration.ofMillis(random.nextInt(2, 100)));
        }
        probes.send(Duration.ofMillis(500));
        probes.finish();
        assertEquals(0, probes.lostPackets(), "seed " + seed);
        assertTrue(network.loop.runUntil(this::allEnded, PATIENT));
    }
}
