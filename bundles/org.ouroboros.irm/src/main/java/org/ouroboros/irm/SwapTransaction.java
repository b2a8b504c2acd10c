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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.ouroboros.api.irm.IrmException;
import org.ouroboros.api.irm.SwapInfo;
import org.ouroboros.api.irm.SwapSpec;
import org.ouroboros.api.irm.SwapState;
import org.ouroboros.api.irm.SwapStep;
import org.ouroboros.irm.SwapGroup.Condition;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.loop.LoopTimer;
import org.ouroboros.policy.swap.PreparedSwap;
import org.ouroboros.policy.swap.SlotClosed;
import org.ouroboros.policy.swap.SwapTarget;
import org.ouroboros.policy.swap.Vitals.Standing;

/** One swap, from its preparation to its end. Confined to the loop of the IRM. */
final class SwapTransaction {
    /** Between two looks at how policies do, in nanoseconds. */
    private static final long LOOK_NS = 50_000_000;

    /** Slots that are told of; a swap may have more, of flows that differ in nothing that counts. */
    private static final int MOST_TOLD = 64;

    private final IpcpLoop loop;
    private final SwapLead lead;
    private final Consumer<SwapInfo> goneOn;
    private final List<SwapTarget> targets;
    private final CompletableFuture<SwapInfo> inUse = new CompletableFuture<>();
    private final CompletableFuture<SwapInfo> over = new CompletableFuture<>();
    private final LoopTimer look;
    private List<SwapGroup> groups = List.of();
    private SwapInfo info;
    private long endNs;
    private boolean ending;
    private boolean promised;

    /**
     * Makes a swap that has not begun.
     *
     * @param number its number
     * @param spec what was asked for
     * @param targets its slots
     * @param loop the loop of the IRM
     * @param lead says when it goes on
     * @param goneOn is told each of its states but the first
     */
    SwapTransaction(
            long number,
            SwapSpec spec,
            List<SwapTarget> targets,
            IpcpLoop loop,
            SwapLead lead,
            Consumer<SwapInfo> goneOn) {
        this.loop = loop;
        this.lead = lead;
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

    /** {@return completes when it is over, one way or the other} */
    CompletableFuture<SwapInfo> over() {
        return over.copy();
    }

    // ---- prepare ----

    /** Prepares all slots, and has all of them committed once it is {@code written} that they are to be; if it cannot be, none is. */
    void begin(CompletableFuture<?> written) {
        long startNs = loop.nowNs();
        List<CompletableFuture<PreparedSwap>> asked = targets.stream()
                .map(target -> target.slot().prepare(target.policy()))
                .toList();
        CompletableFuture<?> prepared = CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new));
        CompletableFuture.allOf(written, prepared)
                .whenComplete((nothing, failure) -> here(() -> prepared(written, asked, loop.nowNs() - startNs)));
    }

    private void prepared(CompletableFuture<?> written, List<CompletableFuture<PreparedSwap>> asked, long tookNs) {
        groups = SwapGroup.of(
                asked.stream().filter(each -> !each.isCompletedExceptionally()).map(CompletableFuture::join));
        info = as(info.state(), Duration.ofNanos(tookNs), info.outcome());
        Optional<Throwable> refusal = Stream.concat(Stream.of(written), asked.stream())
                .filter(CompletableFuture::isCompletedExceptionally)
                .map(CompletableFuture::exceptionNow)
                .filter(failed -> !(failed instanceof SlotClosed))
                .findFirst();
        if (refusal.isPresent()) {
            var _ = each(groups, SwapGroup::abandon);
            refuse(Failures.message(refusal.get()));
        } else if (groups.isEmpty()) {
            refuse("none of its slots is left");
        } else {
            lead.prepared()
                    .whenComplete((go, refused) -> here(() -> {
                        if (refused == null) {
                            commit(0);
                        } else {
                            var _ = each(groups, SwapGroup::abandon);
                            refuse(Failures.message(refused));
                        }
                    }));
        }
    }

    private void refuse(String why) {
        if (!over.isDone()) { // with the system
            end(SwapState.REFUSED, why);
        }
        inUse.completeExceptionally(new IrmException(IrmException.Problem.UNAVAILABLE, why));
    }

    // ---- commit ----

    private void commit(int number) {
        if (number == groups.size()) {
            watch();
            return;
        }
        groups.get(number)
                .commit()
                .whenComplete((done, failure) -> here(() -> {
                    if (failure == null) {
                        commit(number + 1);
                    } else {
                        var _ = each(groups.subList(number, groups.size()), SwapGroup::abandon);
                        takeBack(groups.subList(0, number), Failures.message(failure));
                    }
                }));
    }

    private void takeBack(List<SwapGroup> committed, String why) {
        each(committed.reversed(), group -> group.rollBack(why))
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
        if (lead.waits()) {
            look.arm(LOOK_NS);
            inUse.complete(info);
        } else if (spec.watch().isZero()) {
            accept("without a watch").whenComplete((ended, failure) -> inUse.complete(info));
        } else {
            look.arm(Math.min(LOOK_NS, spec.watch().toNanos()));
            inUse.complete(info);
        }
    }

    private void look() {
        each(groups, SwapGroup::look)
                .whenComplete((all, failure) -> here(() -> {
                    if (ending || promised) {
                        return;
                    }
                    if (failure == null) {
                        judge(Condition.of(all));
                    } else {
                        rollBack("its health cannot be told: " + Failures.message(failure));
                    }
                }));
    }

    private void judge(Condition condition) {
        switch (condition.standing()) {
            case TAKEN_BACK, GONE, CLOSED -> rollBack(condition.why()); // what comes instead uses what was accepted
            case KEPT -> acceptOr(condition.why());
            case WATCHED -> {
                if (loop.nowNs() - endNs >= 0) {
                    acceptOr("healthy for " + info.spec().watch().toMillis() + " ms");
                } else {
                    look.arm(LOOK_NS);
                }
            }
        }
    }

    /** Accepts, or goes on looking if another one says when. */
    private void acceptOr(String why) {
        if (lead.waits()) {
            look.arm(LOOK_NS);
        } else {
            accept(why);
        }
    }

    /** Leaves it to the lead whether the swap is accepted or taken back, whatever the policies do from now on. Only while it is watched. */
    void promise() {
        promised = true;
        look.cancel();
    }

    /** Says what it waits for. Only while it is watched. */
    void remark(String what) {
        goOn(SwapState.WATCHED, what);
    }

    /** Accepts the swap as far as there is something to accept: what its policies are in use for may be gone. Only while it is watched. */
    void settle(String why) {
        each(groups, SwapGroup::look)
                .whenComplete((all, failure) -> here(() -> {
                    Condition condition = failure == null
                            ? Condition.of(all)
                            : new Condition(Standing.GONE, Failures.message(failure));
                    switch (condition.standing()) {
                        case TAKEN_BACK, GONE, CLOSED -> rollBack(condition.why());
                        case KEPT, WATCHED -> accept(why);
                    }
                }));
    }

    // ---- end ----

    /** Closes what was replaced. Only while it is watched. */
    CompletableFuture<SwapInfo> accept(String why) {
        if (begunToEnd()) {
            each(groups, SwapGroup::accept).whenComplete((all, failure) -> here(() -> end(SwapState.ACCEPTED, why)));
        }
        return over.copy();
    }

    /** Puts everything back. Only while it is watched. */
    CompletableFuture<SwapInfo> rollBack(String why) {
        if (begunToEnd()) {
            each(groups.reversed(), group -> group.rollBack(why))
                    .whenComplete((staying, failure) -> here(() -> {
                        String stays = staying == null
                                ? Failures.message(Objects.requireNonNull(failure))
                                : staying.stream().flatMap(List::stream).collect(Collectors.joining(", "));
                        end(SwapState.ROLLED_BACK, stays.isEmpty() ? why : why + "; not put back: " + stays);
                    }));
        }
        return over.copy();
    }

    /** Ends with the system: what was in use before is what it begins with. */
    void close() {
        if (begunToEnd()) {
            boolean watched = info.state() == SwapState.WATCHED;
            end(watched ? SwapState.ROLLED_BACK : SwapState.REFUSED, "the IRM ended before it was accepted");
        }
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
        info = as(state, info.prepared(), why);
        goneOn.accept(info);
    }

    /** {@return the swap in a state, with what is known of its steps by now} */
    private SwapInfo as(SwapState state, Duration prepared, String why) {
        return new SwapInfo(info.number(), info.spec(), info.begun(), state, prepared, steps(), why);
    }

    private List<SwapStep> steps() {
        return groups.stream().flatMap(SwapGroup::steps).limit(MOST_TOLD).toList();
    }

    /** Takes a step with one group after the other; {@return completes with what came of each} */
    private static <T extends @Nullable Object> CompletableFuture<List<T>> each(
            List<SwapGroup> groups, Function<SwapGroup, CompletableFuture<? extends T>> step) {
        CompletableFuture<List<T>> results = CompletableFuture.completedFuture(new ArrayList<>());
        for (SwapGroup group : groups) {
            results = results.thenCompose(all -> step.apply(group).thenApply(result -> {
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
