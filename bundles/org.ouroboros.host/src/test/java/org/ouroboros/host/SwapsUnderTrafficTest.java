// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ouroboros.host.Counting.Manner;
import org.ouroboros.host.PolicySlot.View;
import org.ouroboros.policy.swap.PreparedSwap;
import org.ouroboros.policy.swap.SlotClosed;

/**
 * Policies come, go, hang and refuse, and operators swap them, at random times and under traffic. The state that is
 * handed over is the number of the next packet.
 */
class SwapsUnderTrafficTest {
    private static final int SEEDS = Boolean.getBoolean("ouroboros.soak") ? 10_000 : 100;
    private static final List<String> NAMES = List.of("a", "b", "c");
    private static final int HOSTS = 4;
    private static final int PACKETS = 100;
    private static final List<Manner> MANNERS = List.of(Manner.values());
    private static final int ARRIVALS = 12;
    private static final int WITHDRAWALS = 6;
    private static final int UPDATES = 8;
    private static final int USES = 30;
    private static final int WATCHED = 20;
    private static final long TIME_NS = 20 * Counting.DEADLINE_NS;

    /** Kept, so that its level is. */
    private static final Logger LOG = Logger.getLogger(PolicySlot.class.getName());

    @BeforeAll
    static void refusalsAreExpected() {
        LOG.setLevel(Level.OFF);
    }

    static LongStream seeds() {
        return LongStream.range(0, SEEDS);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void everyPacketMeetsExactlyOnePolicy(long seed) {
        Run run = new Run(seed);
        run.loop.simulation().run();
        run.everySlotUsesWhatItShould();
        run.everyPolicyLeaves();
        run.loop.simulation().run();
        run.nothingIsLeft();
    }

    /** What happens from one seed. */
    private static final class Run {
        private final InterleavedLoop loop;
        private final SplittableRandom random;
        private final Faults faults = new Faults();
        private final PolicyCatalogue<Counting> catalogue;
        private final List<CountingHost> hosts = new ArrayList<>();
        private final List<Candidate<Counting>> present = new ArrayList<>();
        private final List<Counting> policies = new ArrayList<>();
        private final List<CompletableFuture<Void>> withdrawals = new ArrayList<>();
        private final List<CompletableFuture<?>> uses = new ArrayList<>();

        Run(long seed) {
            loop = new InterleavedLoop(seed);
            random = new SplittableRandom(seed);
            catalogue = new PolicyCatalogue<>(Counting.KIND, loop, Duration.ofNanos(Counting.DEADLINE_NS));
            for (int i = 0; i < HOSTS; i++) {
                CountingHost host = new CountingHost(loop, catalogue, any(NAMES), faults);
                hosts.add(host);
                often(PACKETS, host::packet);
            }
            often(ARRIVALS, () -> arrive(any(NAMES)));
            often(WITHDRAWALS, () -> withAny(present, this::withdraw));
            often(UPDATES, () -> withAny(present, this::update));
            often(USES, () -> use(any(hosts), any(NAMES)));
            often(WATCHED, () -> watch(any(hosts), any(NAMES), random.nextInt(4)));
            sometime(hosts.getLast()::close);
        }

        private void often(int times, Runnable event) {
            for (int i = 0; i < times; i++) {
                sometime(event);
            }
        }

        private void sometime(Runnable event) {
            loop.simulation().at(random.nextLong(TIME_NS), event);
        }

        private <T> void withAny(List<T> list, Consumer<T> event) {
            if (!list.isEmpty()) {
                event.accept(any(list));
            }
        }

        private <T> T any(List<T> list) {
            return list.get(random.nextInt(list.size()));
        }

        private void arrive(String name) {
            Counting policy = new Counting(any(MANNERS), faults);
            Candidate<Counting> candidate = policy.as(name, "1." + random.nextInt(3));
            policies.add(policy);
            present.add(candidate);
            catalogue.offer(candidate);
        }

        private void withdraw(Candidate<Counting> leaving) {
            present.remove(leaving);
            Counting policy = leaving.policy();
            withdrawals.add(catalogue.withdraw(policy).whenComplete((_, _) -> {
                faults.check(policy.open() == 0, "withdrawn with open counters");
                policy.gone();
            }));
        }

        /** Updates a bundle: the new policy comes before the old one goes, or after. */
        private void update(Candidate<Counting> old) {
            if (random.nextBoolean()) {
                arrive(old.name());
                withdraw(old);
            } else {
                withdraw(old);
                sometime(() -> arrive(old.name()));
            }
        }

        private void use(CountingHost host, String name) {
            CompletableFuture<View> use = host.slot().use(name);
            uses.add(use.whenComplete((view, refusal) -> {
                faults.check(view == null || view.wanted().equals(name), "another policy is used");
                faults.check(view != null || refusal instanceof PolicyRefused, "not refused but failed: " + refusal);
            }));
        }

        /** Swaps with a watch: given up, accepted, taken back, or committed and then forgotten for long. */
        private void watch(CountingHost host, String name, int end) {
            uses.add(host.slot().prepare(name).handle((swap, refusal) -> {
                faults.check(
                        swap != null || refusal instanceof PolicyRefused || refusal instanceof SlotClosed,
                        "not refused but failed: " + refusal);
                if (swap != null && end == 0) {
                    swap.abandon();
                } else if (swap != null) {
                    loop.execute(() -> {
                        commit(swap);
                        sometime(() -> {
                            if (end == 1) {
                                swap.rollBack("at random");
                            } else {
                                swap.accept();
                            }
                        });
                    });
                }
                return null;
            }));
        }

        private void commit(PreparedSwap swap) {
            try {
                swap.commit();
            } catch (PolicyRefused | SlotClosed refused) {
                return; // and everything is as it was
            } catch (RuntimeException failure) {
                faults.check(false, "not refused but failed: " + failure);
            }
        }

        void everySlotUsesWhatItShould() {
            for (CountingHost host : hosts) {
                host.checkNumbers();
                if (host.isOpen()) {
                    assertEquals(PACKETS, host.packets());
                    View view = host.slot().view();
                    Optional<Candidate<Counting>> newest = catalogue.find(view.wanted());
                    if (view.inUse().equals("stand-in")) {
                        assertFalse(
                                newest.isPresent()
                                        && newest.get().policy().manner().works(),
                                view.toString());
                    } else {
                        assertTrue(
                                present.stream()
                                        .filter(candidate -> candidate.name().equals(view.wanted()))
                                        .anyMatch(candidate -> candidate.label().equals(view.inUse())),
                                view.toString());
                    }
                }
            }
        }

        void everyPolicyLeaves() {
            List.copyOf(present).forEach(this::withdraw);
        }

        void nothingIsLeft() {
            assertEquals(List.of(), catalogue.candidates());
            Set<Long> tasks = new HashSet<>();
            for (CountingHost host : hosts) {
                assertTrue(!host.isOpen() || host.slot().view().inUse().equals("stand-in"));
                host.close();
                assertEquals(0, host.standIn().open());
                host.commits().skip(1).distinct().forEach(task -> assertTrue(tasks.add(task), "two hosts in one task"));
            }
            assertEquals(List.of(), catalogue.slots());
            assertTrue(withdrawals.stream().allMatch(CompletableFuture::isDone));
            assertTrue(uses.stream().allMatch(CompletableFuture::isDone));
            policies.forEach(policy -> assertEquals(0, policy.open()));
            faults.assertNone();
        }
    }
}
