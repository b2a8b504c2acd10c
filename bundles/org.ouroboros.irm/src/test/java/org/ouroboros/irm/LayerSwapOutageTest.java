// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.ouroboros.api.irm.LayerSwapInfo;
import org.ouroboros.api.irm.SwapState;
import org.ouroboros.irm.LayerWord.Act;

/** Systems die, the layer falls apart, or packets are lost while a policy is swapped in all members: the others end alike. */
class LayerSwapOutageTest extends InSwappedLayer {
    // ---- the operator's system dies ----

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void theSystemThatCoordinatesIsKilledAndTheOthersAgreeWithoutIt(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        network = new Network(1_000 + seed, SIZE);
        ring();
        network.keep(NET);
        var _ = swaps(0).swap(spec("routing", "lfa", WATCH));
        network.loop.runFor(instant(random));
        network.kill(0);
        network.loop.runFor(Duration.ofSeconds(random.nextInt(1, 60)));
        network.restart(NET, 0, 1, SIZE - 1);
        network.loop.runFor(Duration.ofSeconds(90));
        assertEquals(1, inUse("routing").size(), () -> "seed " + seed + ": " + inUse("routing"));
        assertTrue(allEnded());
        everyoneReachesEveryone();
        swap(3, "routing", "ecmp", Duration.ZERO);
        assertEquals(List.of("ecmp"), inUse("routing"));
    }

    static Stream<Arguments> orders() {
        return Stream.of(Act.PREPARE, Act.COMMIT, Act.PROMISE, Act.ACCEPT)
                .flatMap(act -> IntStream.rangeClosed(1, 9).mapToObj(nth -> Arguments.of(act, nth)));
    }

    /** An order to each of five members in a ring passes nine wires. */
    @ParameterizedTest
    @MethodSource("orders")
    void itIsKilledBeforeOneMoreOrderPassesAWire(Act act, int nth) {
        ring();
        network.keep(NET);
        AtomicInteger passed = new AtomicInteger();
        network.wires.tap = packet -> {
            if (order(packet).filter(order -> order.act() == act).isPresent() && passed.incrementAndGet() == nth) {
                network.silence(0); // this one does not leave any more, if it is of that system
            }
        };
        var _ = swaps(0).swap(spec("routing", "lfa", WATCH));
        assertTrue(network.loop.runUntil(() -> passed.get() >= nth));
        network.kill(0);
        network.loop.runFor(Duration.ofSeconds(12));
        List<String> others = IntStream.range(1, SIZE)
                .mapToObj(i -> inUse(i, "routing"))
                .distinct()
                .toList();
        switch (act) {
            case PREPARE, COMMIT -> assertEquals(List.of("link-state"), others);
            case ACCEPT -> assertEquals(List.of("lfa"), others);
            case PROMISE, TAKE_BACK -> assertEquals(1, others.size(), others::toString);
        }
        network.restart(NET, 0, 1, SIZE - 1);
        network.loop.runFor(Duration.ofSeconds(90));
        assertEquals(others, inUse("routing"));
        assertTrue(allEnded());
    }

    /** Without the system that was killed; flows that do not lead through it lose nothing. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void flowsBetweenTheOthersLiveOn(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        network = new Network(2_000 + seed, SIZE);
        ring();
        NumberedTraffic traffic = new NumberedTraffic(network.loop, 1);
        traffic.flow(network, NET, 1, 3);
        traffic.flow(network, NET, 4, 2);
        traffic.flow(network, NET, 5, 4);
        var _ = swaps(0).swap(spec("routing", random.nextBoolean() ? "lfa" : "ecmp", WATCH));
        traffic.run(instant(random));
        network.kill(0);
        traffic.run(Duration.ofSeconds(12));
        String survivors = inUse(1, "routing");
        for (int i = 1; i < SIZE; i++) {
            assertEquals(survivors, inUse(i, "routing"), "member " + i + " of seed " + seed);
            assertTrue(latest(i).state().ended(), latest(i).toString());
        }
        traffic.check();
        traffic.end();
    }

    @Test
    void aMemberInDoubtThatReachesNobodyWaitsForTheOthersOrItsOperator() {
        ring();
        AtomicInteger passed = new AtomicInteger();
        network.wires.tap = packet -> {
            if (order(packet).filter(order -> order.act() == Act.PROMISE).isPresent()) {
                passed.incrementAndGet();
            }
        };
        var _ = swaps(0).swap(spec("routing", "lfa", WATCH));
        assertTrue(network.loop.runUntil(() -> passed.get() == 9)); // under way to the last member
        network.loop.runFor(Duration.ofMillis(3)); // there, and its promise is not back
        network.silence(3);
        network.loop.runFor(Duration.ofMinutes(5));
        assertEquals(SwapState.WATCHED, latest(3).state());
        assertTrue(latest(3).outcome().startsWith("in doubt: "), latest(3).outcome());
        assertEquals(List.of("lfa"), inUse("routing"));

        LayerSwapInfo decided = network.loop.await(swaps(3).commit(NET, "bob"));
        assertEquals(SwapState.ACCEPTED, decided.state());
        assertEquals("by bob at net.3, without contact to the coordinator", decided.outcome());
        List.of(Network.wire(2, 3), Network.wire(3, 4)).forEach(network.wires::mend);
        network.loop.runFor(Duration.ofMinutes(3));
        assertTrue(allEnded());
        assertEquals(List.of("lfa"), inUse("routing"));
    }

    // ---- the layer falls apart, and packets are lost ----

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void aPartitionAtAnyInstantLeavesAllAlikeOnceItIsMended(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        network = new Network(3_000 + seed, SIZE);
        ring();
        int one = random.nextInt(SIZE);
        int other = (one + random.nextInt(1, SIZE)) % SIZE;
        List<String> wires = List.of(Network.wire(one, (one + 1) % SIZE), Network.wire(other, (other + 1) % SIZE));
        var _ = swaps(0).swap(spec("routing", "lfa", WATCH));
        network.loop.runFor(instant(random));
        wires.forEach(network.wires::cut);
        network.loop.runFor(Duration.ofSeconds(random.nextInt(1, 120)));
        wires.forEach(network.wires::mend);
        network.loop.runFor(Duration.ofMinutes(3));
        assertEquals(1, inUse("routing").size(), () -> "seed " + seed + ": " + inUse("routing"));
        assertTrue(allEnded());
        everyoneReachesEveryone();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void wiresThatLosePacketsDelayASwapAndSplitNothing(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        network = new Network(4_000 + seed, SIZE);
        ring();
        network.wires.lose(random.nextDouble(0.5), seed);
        CompletableFuture<LayerSwapInfo> swap = swaps(0).swap(spec("routing", "lfa", WATCH));
        network.loop.runUntil(swap::isDone, Duration.ofMinutes(1));
        network.loop.runFor(Duration.ofMinutes(1));
        network.wires.lose(0, seed);
        network.loop.runFor(Duration.ofMinutes(1));
        assertEquals(1, inUse("routing").size(), () -> "seed " + seed + ": " + inUse("routing"));
        assertTrue(allEnded());
    }
}
