// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.ouroboros.api.irm.IrmException;
import org.ouroboros.api.irm.SwapInfo;
import org.ouroboros.api.irm.SwapSpec;
import org.ouroboros.api.irm.SwapState;
import org.ouroboros.api.irm.SwapStep;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.loop.LoopTimer;
import org.ouroboros.policy.swap.PreparedSwap;
import org.ouroboros.policy.swap.SwapTarget;
import org.ouroboros.policy.swap.Vitals;

/** One swap, from its preparation to its end. Confined to the loop of the IRM. */
final class SwapTransaction {
    /** Between two looks at how policies do, in nanoseconds. */
    private static final long LOOK_NS = 50_000_000;

    /** The part of a slot, from its preparation on. */
    private static final class Part {
        private final PreparedSwap swap;
        private SwapStep step;
        private Pulse pulse = new Pulse(Vitals.NONE, 0);

        Part(PreparedSwap swap) {
            this.swap = swap;
            this.step = swap.step();
        }
    }

    private final IpcpLoop loop;
    private final Consumer<SwapInfo> goneOn;
    private final List<SwapTarget> targets;
    private final CompletableFuture<SwapInfo> inUse = new CompletableFuture<>();
    private final CompletableFuture<SwapInfo> over = new CompletableFuture<>();
    private final LoopTimer look;
    private List<Part> parts = List.of();
    private SwapInfo info;
    private long endNs;
    private boolean ending;

    /**
     * Makes a swap that has not begun.
     *
     * @param number its number
     * @param spec what was asked for
     * @param targets its slots
     * @param loop the loop of the IRM
     * @param goneOn is told each of its states but the first
     */
    SwapTransaction(long number, SwapSpec spec, List<SwapTarget> targets, IpcpLoop loop, Consumer<SwapInfo> goneOn) {
        this.loop = loop;
        this.goneOn = goneOn;
        this.targets = targets;
        this.look = loop.timer(this::look);
        this.info = new SwapInfo(
                number,
                spec,
                Instant.ofEpochSecond(0, loop.wallClockNs()),
                SwapState.PREPARING,
                Duration.ZERO,
                List.of(),
                "its successors are being prepared");
    }

    SwapInfo info() {
        return info;
    }

    /** {@return completes when the policy is in use, or with the reason why it is not} */
    CompletableFuture<SwapInfo> inUse() {
        return inUse.copy();
    }

    // ---- prepare ----

    /** Prepares all slots, and has all of them committed once {@code written} is done. */
    void begin(CompletableFuture<?> written) {
        long startNs = loop.nowNs();
        List<CompletableFuture<PreparedSwap>> asked = targets.stream()
                .map(target -> target.slot().prepare(target.policy()))
                .toList();
        CompletableFuture<?> all =
                CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new)).handle((nothing, failure) -> failure);
        written.thenCombine(all, (first, second) -> second)
                .whenComplete((failure, unexpected) -> here(() -> {
                    parts = asked.stream()
                            .filter(each -> !each.isCompletedExceptionally())
                            .map(each -> new Part(each.join()))
                            .toList();
                    Duration took = Duration.ofNanos(loop.nowNs() - startNs);
                    info = new SwapInfo(
                            info.number(), info.spec(), info.begun(), info.state(), took, steps(), info.outcome());
                    Optional<Throwable> refusal = asked.stream()
                            .filter(CompletableFuture::isCompletedExceptionally)
                            .map(CompletableFuture::exceptionNow)
                            .findFirst();
                    if (refusal.isPresent()) {
                        parts.forEach(part -> part.swap.abandon());
                        refuse(Failures.message(refusal.get()));
                    } else {
                        commit(0);
                    }
                }));
    }

    private void refuse(String why) {
        if (!over.isDone()) { // with the system
            end(SwapState.REFUSED, why);
        }
        inUse.completeExceptionally(new IrmException(IrmException.Problem.UNAVAILABLE, why));
    }

    // ---- commit ----

    private void commit(int number) {
        if (number == parts.size()) {
            watch();
            return;
        }
        Part part = parts.get(number);
        part.swap
                .vitals()
                .thenCompose(before -> {
                    part.pulse = new Pulse(before, loop.nowNs());
                    return part.swap.commit();
                })
                .whenComplete((gap, failure) -> here(() -> {
                    if (failure == null) {
                        part.step = part.step.took(gap);
                        commit(number + 1);
                    } else {
                        parts.subList(number, parts.size()).forEach(left -> left.swap.abandon());
                        takeBack(parts.subList(0, number), Failures.message(failure));
                    }
                }));
    }

    private void takeBack(List<Part> committed, String why) {
        each(committed.reversed(), part -> part.swap.rollBack(why))
                .whenComplete((all, failure) -> here(() -> refuse(why)));
    }

    // ---- watch ----

    private void watch() {
        if (over.isDone()) { // with the system
            return;
        }
        SwapSpec spec = info.spec();
        goOn(SwapState.WATCHED, "watched for " + spec.watch().toMillis() + " ms");
        endNs = loop.nowNs() + spec.watch().toNanos();
        if (spec.watch().isZero()) {
            accept("without a watch").whenComplete((ended, failure) -> inUse.complete(info));
        } else {
            look.arm(Math.min(LOOK_NS, spec.watch().toNanos()));
            inUse.complete(info);
        }
    }

    private void look() {
        each(parts, part -> part.swap.vitals())
                .whenComplete((all, failure) -> here(() -> {
                    if (ending) {
                        return;
                    }
                    if (failure != null) {
                        rollBack("its health cannot be told: " + Failures.message(failure));
                        return;
                    }
                    judge(all);
                }));
    }

    private void judge(List<Vitals> all) {
        boolean allGone = true;
        for (int i = 0; i < all.size(); i++) {
            Vitals vitals = all.get(i);
            Part part = parts.get(i);
            switch (vitals.standing()) {
                case GONE -> {}
                case KEPT -> {
                    accept(part.step.slot() + ": " + vitals.symptom());
                    return;
                }
                case TAKEN_BACK -> {
                    rollBack(part.step.slot() + ": " + vitals.symptom());
                    return;
                }
                case WATCHED -> {
                    allGone = false;
                    Optional<String> symptom = part.pulse.take(vitals, loop.nowNs());
                    if (symptom.isPresent()) {
                        rollBack(part.step.slot() + ": " + part.step.to() + " " + symptom.get());
                        return;
                    }
                }
            }
        }
        if (allGone) {
            accept("none of its slots is left");
        } else if (loop.nowNs() - endNs >= 0) {
            accept("healthy for " + info.spec().watch().toMillis() + " ms");
        } else {
            look.arm(LOOK_NS);
        }
    }

    // ---- end ----

    /** Closes what was replaced. Only while it is watched. */
    CompletableFuture<SwapInfo> accept(String why) {
        if (begunToEnd()) {
            each(parts, part -> part.swap.accept())
                    .whenComplete((all, failure) -> here(() -> end(SwapState.ACCEPTED, why)));
        }
        return over.copy();
    }

    /** Puts everything back. Only while it is watched. */
    CompletableFuture<SwapInfo> rollBack(String why) {
        if (begunToEnd()) {
            each(parts.reversed(), part -> part.swap.rollBack(why))
                    .whenComplete((backs, failure) -> here(() -> {
                        String stays =
                                backs == null ? Failures.message(Objects.requireNonNull(failure)) : staying(backs);
                        end(SwapState.ROLLED_BACK, stays.isEmpty() ? why : why + "; not put back: " + stays);
                    }));
        }
        return over.copy();
    }

    /** Ends with the system: what was in use before is what it begins with. */
    void close() {
        if (begunToEnd()) {
            boolean prepared = info.state() == SwapState.WATCHED;
            end(prepared ? SwapState.ROLLED_BACK : SwapState.REFUSED, "the IRM ended before it was accepted");
        }
    }

    private String staying(List<Boolean> backs) {
        List<Part> reversed = parts.reversed();
        List<String> staying = new ArrayList<>();
        for (int i = 0; i < backs.size(); i++) {
            if (!backs.get(i)) {
                staying.add(reversed.get(i).step.slot());
            }
        }
        return String.join(", ", staying);
    }

    private boolean begunToEnd() {
        boolean first = !ending;
        ending = true;
        look.cancel();
        return first;
    }

    private void end(SwapState state, String why) {
        ending = true;
        goOn(state, why);
        over.complete(info);
    }

    private void goOn(SwapState state, String why) {
        info = new SwapInfo(info.number(), info.spec(), info.begun(), state, info.prepared(), steps(), why);
        goneOn.accept(info);
    }

    private List<SwapStep> steps() {
        return parts.stream().map(part -> part.step).collect(Collectors.toList());
    }

    /** Takes a step with one part after the other; {@return completes with what came of each} */
    private static <T extends @Nullable Object> CompletableFuture<List<T>> each(
            List<Part> parts, Function<Part, CompletableFuture<T>> step) {
        CompletableFuture<List<T>> results = CompletableFuture.completedFuture(new ArrayList<>());
        for (Part part : parts) {
            results = results.thenCompose(all -> step.apply(part).thenApply(result -> {
                all.add(result);
                return all;
            }));
        }
        return results;
    }

    /** Goes on on the loop of the IRM. */
    private void here(Runnable step) {
        if (loop.held()) {
            step.run();
        } else {
            loop.execute(step);
        }
    }
}
