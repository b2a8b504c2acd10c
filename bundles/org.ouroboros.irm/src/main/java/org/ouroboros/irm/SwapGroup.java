// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.ouroboros.api.irm.SwapStep;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.policy.swap.PreparedSwap;
import org.ouroboros.policy.swap.SlotClosed;
import org.ouroboros.policy.swap.Vitals;
import org.ouroboros.policy.swap.Vitals.Standing;

/**
 * The slots of one IPCP, or that of one end of a flow, in a swap: whatever is done with them is done with all, in one
 * task of its loop, so that no packet meets the new policy in one slot and the old one in another. Confined to the loop
 * of the IRM, but for the tasks, which a swap awaits one after the other.
 */
final class SwapGroup {
    /** The part of a slot. */
    private static final class Part {
        private final PreparedSwap swap;
        private SwapStep step;
        private Pulse pulse = new Pulse(Vitals.NONE, 0);

        Part(PreparedSwap swap) {
            this.swap = swap;
            this.step = swap.step();
        }
    }

    /**
     * Whose slots they are.
     *
     * @param slot what they are called
     * @param number tells those apart that are called the same, as the ends of flows to one name
     * @param loop where they are
     */
    private record Owner(String slot, long number, IpcpLoop loop) {}

    /**
     * How policies do.
     *
     * @param standing whether the swap goes on
     * @param why what one of them has to do with that, for people
     */
    record Condition(Standing standing, String why) {
        private static final Condition OF_NONE = new Condition(Standing.GONE, "none of its slots is left");

        /** {@return how all do} The first of which the exchange is over ends that of all; those that are gone do not count. */
        static Condition of(List<Condition> all) {
            Condition worst = OF_NONE;
            for (Condition one : all) {
                switch (one.standing) {
                    case KEPT, TAKEN_BACK -> {
                        return one;
                    }
                    case WATCHED -> worst = one;
                    case GONE, CLOSED -> {}
                }
            }
            return worst;
        }
    }

    private final IpcpLoop loop;
    private final List<Part> parts;

    private SwapGroup(IpcpLoop loop, List<PreparedSwap> swaps) {
        this.loop = loop;
        this.parts = swaps.stream().map(Part::new).toList();
    }

    /** {@return the groups that some parts of a swap make, in their order} */
    static List<SwapGroup> of(Stream<PreparedSwap> swaps) {
        Map<Owner, List<PreparedSwap>> owned = new LinkedHashMap<>();
        Map<List<String>, Long> named = new HashMap<>();
        swaps.forEach(swap -> {
            SwapStep step = swap.step();
            long number = named.merge(List.of(step.slot(), step.kind()), 1L, Long::sum);
            owned.computeIfAbsent(new Owner(step.slot(), number, swap.loop()), owner -> new ArrayList<>())
                    .add(swap);
        });
        return owned.entrySet().stream()
                .map(group -> new SwapGroup(group.getKey().loop(), group.getValue()))
                .toList();
    }

    /** {@return what is done in each slot} */
    Stream<SwapStep> steps() {
        return parts.stream().map(part -> part.step);
    }

    /** Has all successors take over; {@return completes, or fails with the reason why all predecessors are still in use} */
    CompletableFuture<?> commit() {
        return task(() -> {
            List<Part> committed = new ArrayList<>();
            for (Part part : parts) {
                try {
                    if (commit(part)) {
                        committed.add(part);
                    }
                } catch (RuntimeException | Error failure) {
                    takeBack(committed.reversed(), Failures.message(failure));
                    parts.forEach(left -> left.swap.abandon()); // those that are over take no notice
                    throw failure;
                }
            }
            return committed;
        });
    }

    /** Has a successor take over; {@return whether the slot was still there} */
    private boolean commit(Part part) {
        part.pulse = new Pulse(part.swap.vitals(), loop.nowNs());
        part.swap.takesBack(() -> takeBack(parts, "what it was swapped with left"));
        try {
            part.step = part.step.took(part.swap.commit());
            return true;
        } catch (SlotClosed gone) {
            return false;
        }
    }

    /** {@return completes with how the policies do} */
    CompletableFuture<Condition> look() {
        return task(() -> Condition.of(parts.stream().map(this::look).toList()));
    }

    private Condition look(Part part) {
        Vitals vitals = part.swap.vitals();
        String slot = part.step.slot() + ": ";
        return switch (vitals.standing()) {
            case GONE, CLOSED, KEPT, TAKEN_BACK -> new Condition(vitals.standing(), slot + vitals.symptom());
            case WATCHED ->
                part.pulse
                        .take(vitals, loop.nowNs())
                        .map(symptom -> new Condition(Standing.TAKEN_BACK, slot + part.step.to() + " " + symptom))
                        .orElse(new Condition(Standing.WATCHED, ""));
        };
    }

    /** Closes the predecessors; {@return completes when that is done} */
    CompletableFuture<?> accept() {
        return forAll(PreparedSwap::accept);
    }

    /** Closes the successors, which were not committed. */
    CompletableFuture<?> abandon() {
        return forAll(PreparedSwap::abandon);
    }

    /** Has the predecessors take over again; {@return completes with the slots in which that failed} */
    CompletableFuture<List<String>> rollBack(String why) {
        return task(() -> takeBack(parts.reversed(), why));
    }

    private static List<String> takeBack(List<Part> parts, String why) {
        List<String> staying = new ArrayList<>();
        for (Part part : parts) {
            if (!part.swap.rollBack(why) && part.swap.vitals().standing() != Standing.CLOSED) {
                staying.add(part.step.slot());
            }
        }
        return staying;
    }

    private CompletableFuture<?> forAll(Consumer<PreparedSwap> step) {
        return task(() -> {
            parts.forEach(part -> step.accept(part.swap));
            return parts;
        });
    }

    /** Does something in a task of its own, between two packets. */
    private <T extends @Nullable Object> CompletableFuture<T> task(Callable<T> step) {
        CompletableFuture<T> done = new CompletableFuture<>();
        try {
            loop.execute(() -> {
                try {
                    done.complete(step.call());
                } catch (Throwable failure) {
                    done.completeExceptionally(failure);
                }
            });
        } catch (RejectedExecutionException closed) {
            done.completeExceptionally(closed);
        }
        return done;
    }
}
