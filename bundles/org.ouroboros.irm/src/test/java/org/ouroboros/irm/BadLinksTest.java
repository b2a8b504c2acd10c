// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ouroboros.api.Flow;
import org.ouroboros.api.FlowRefused;
import org.ouroboros.api.FlowRefused.Reason;
import org.ouroboros.api.FlowState;

/**
 * Flows that come and go, many at once and both ways, through a transit member and over links that lose, double and reorder packets: none is
 * refused for a reason that is not true, and no end stays.
 */
class BadLinksTest {
    private static final String NET = "net";
    private static final int SEEDS = Boolean.getBoolean("ouroboros.soak") ? 100 : 5;
    private static final int FLOWS = 2_000;
    private static final int SIZE = 4;

    /** So few that no request, with its repetitions, is lost for good. */
    private static final double LOSS = 0.02;

    private static final double DISORDER = 0.1;
    private static final long LONGEST_LIFE_NS = TimeUnit.MILLISECONDS.toNanos(50);

    /** Longer than a peer may be silent, and a request may take. */
    private static final Duration LONG = Duration.ofMinutes(5);

    /** Which end of a flow is released first. */
    enum First {
        CLIENT,
        SERVER
    }

    private final Map<Reason, Integer> refused = new EnumMap<>(Reason.class);
    private final List<String> messages = new ArrayList<>();
    private int settled;

    static LongStream seeds() {
        return LongStream.rangeClosed(1, SEEDS);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void everyRequestHasItsFlow(long seed) {
        comeAndGo(seed, First.CLIENT);
        assertEquals(Map.of(), refused, messages::toString);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void whoseFlowIsReleasedBeforeItsAnswerCameIsRefusedByThePeer(long seed) {
        comeAndGo(seed, First.SERVER);
        assertTrue(refused.getOrDefault(Reason.REFUSED_BY_PEER, 0) > 0, "some answers are lost");
        assertEquals(1, refused.size(), messages::toString);
    }

    private void comeAndGo(long seed, First first) {
        SplittableRandom random = new SplittableRandom(seed);
        Network network = new Network(seed, SIZE);
        network.ring(NET, Map.of());
        network.loop.runFor(Duration.ofSeconds(1));
        List<Held> before = held(network);
        network.wires.lose(LOSS, seed);
        network.wires.disorder(DISORDER);
        for (int i = 0; i < FLOWS; i++) {
            begin(network, random.nextInt(SIZE), 1 + random.nextInt(SIZE - 1), first, random);
            network.loop.runFor(Duration.ofNanos(random.nextLong(LONGEST_LIFE_NS / 10)));
            IntStream.range(0, SIZE).forEach(system -> releaseSome(network, system, first, random));
        }
        assertTrue(network.loop.runUntil(() -> settled == FLOWS));
        network.wires.lose(0, seed);
        network.wires.disorder(0);
        network.loop.runFor(LONG);
        for (int system = 0; system < SIZE; system++) {
            network.server(system).flows.forEach(flow -> {
                assertTrue(
                        first == First.SERVER || flow.state() != FlowState.UP,
                        () -> "nobody has the other end of " + flow);
                flow.deallocate();
            });
        }
        assertTrue(
                network.loop.runUntil(() -> before.equals(held(network)), Network.SETTLING),
                () -> before + " before, and now " + held(network));
    }

    /** What a system holds. */
    private record Held(long flowsOfLayer, int ends, long packets) {}

    private static List<Held> held(Network network) {
        return IntStream.range(0, SIZE)
                .mapToObj(system -> new Held(
                        network.count(NET, system, "flows now"),
                        network.system(system).irm.flows().size(),
                        network.system(system).pool.outstanding()))
                .toList();
    }

    private void begin(Network network, int from, int distance, First first, SplittableRandom random) {
        CompletableFuture<Flow> asked = network.system(from).request(Network.name(NET, (from + distance) % SIZE));
        long lifeNs = random.nextLong(LONGEST_LIFE_NS);
        asked.whenComplete((flow, failure) -> {
            settled++;
            if (failure instanceof FlowRefused refusal) {
                refused.merge(refusal.reason(), 1, Integer::sum);
                messages.add(refusal.getMessage());
            } else {
                network.loop.timer(flow::deallocate).arm(first == First.CLIENT ? lifeNs : 2 * LONGEST_LIFE_NS);
            }
        });
    }

    private static void releaseSome(Network network, int system, First first, SplittableRandom random) {
        network.server(system).flows.removeIf(flow -> {
            boolean enough = first == First.SERVER ? random.nextInt(4) == 0 : flow.state() != FlowState.UP;
            if (enough) {
                flow.deallocate();
            }
            return enough;
        });
    }
}
