// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.host;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.WARNING;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;
import org.ouroboros.api.irm.SlotInfo;
import org.ouroboros.api.irm.SwapStep;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.policy.swap.PreparedSwap;
import org.ouroboros.policy.swap.SlotClosed;
import org.ouroboros.policy.swap.StateRefused;
import org.ouroboros.policy.swap.SwapSlot;
import org.ouroboros.policy.swap.Vitals;

/**
 * Holds the policy that a host uses now, and replaces it under traffic.
 *
 * <p>Swaps run one at a time, in order. A successor is prepared off the loop; only {@link Transition#commit} touches
 * it, in a task of its own between two packets, so that a packet meets exactly one policy. A policy that throws or
 * hangs changes nothing.
 *
 * <p>As a part of a swap, a slot keeps the predecessor open after the commit, until the swap is accepted or rolled back. What else is
 * asked of it waits for that.
 *
 * <p>When the policy in use leaves, the slot goes to a successor of the same name. If there is none, or it refuses, the
 * slot falls to the stand-in at once, whatever else is under way, and waits for the wanted policy to come.
 *
 * @param <P> SPI of the kind of policy
 */
public final class PolicySlot<P> implements SwapSlot, AutoCloseable {
    /**
     * Opens the successors of everything that the host runs.
     *
     * @param <P> SPI of the kind of policy
     */
    @ConsumerType
    @FunctionalInterface
    public interface Preparation<P> {
        /**
         * Opens successors. Called off the loop, under the deadline of the catalogue, after which the thread is
         * interrupted; for the stand-in, on the loop. What it reads of the host is immutable or published.
         *
         * @param next the policy to open them from
         * @return the successors, ready to take over
         * @throws Exception if the policy refuses; whatever was opened by then is closed
         */
        Transition prepare(P next) throws Exception;

        /**
         * Takes a snapshot of the host. On the loop, before each preparation.
         *
         * @return what prepares from it
         */
        default Preparation<P> snapshot() {
            return this;
        }

        /** {@return what an exchange would touch now} On the loop. */
        default Touched touched() {
            return Touched.NOTHING;
        }
    }

    /**
     * What was opened from one policy. Confined to the loop.
     *
     * <p>Its life is <em>commit, settled, retire</em>, or, if {@code commit} throws or it is taken back while it is watched, <em>commit, roll back,
     * retire</em>, or, if it never gets its turn, <em>retire</em>. What it replaced is retired when it is not put back any more.
     */
    @ConsumerType
    public interface Transition {
        /**
         * Takes over from whatever is in use at this moment: hands over its exact state and exchanges the references.
         * What is in use may have changed since the preparation.
         */
        void commit();

        /** Puts back what was in use before the {@link #commit}, which may have thrown, with the state as it is now. */
        void rollBack();

        /**
         * Takes note that an operator has the policy stay, who had asked for it.
         *
         * @param policy name of the policy
         */
        default void accepted(String policy) {}

        /**
         * Takes note that nothing is put back any more: whatever {@link #rollBack} needs is let go of, so that the classes of the policy before
         * can go.
         */
        default void settled() {}

        /** {@return how the policy does, while it is in use} */
        default Vitals vitals() {
            return Vitals.NONE;
        }

        /**
         * Closes what this preparation opened. Called exactly once, when it is not in use any more or the slot closes.
         */
        void retire();
    }

    /**
     * What shell and metrics show of a slot.
     *
     * @param slot what the slot belongs to
     * @param kind kind of its policies
     * @param wanted name of the policy it is set to
     * @param inUse label of the policy in use, or {@code stand-in}
     * @param generation how often the policy in use was exchanged
     * @param latest outcome of the latest swap
     */
    public record View(String slot, String kind, String wanted, String inUse, long generation, Outcome latest) {}

    /** What was asked for. */
    private sealed interface Request {
        /** Name of a policy. */
        String policy();

        /** Says why not. */
        CompletableFuture<?> answer();
    }

    /** A swap that was asked for. */
    private record Use(String policy, CompletableFuture<View> answer) implements Request {}

    /** A part in a swap that was asked for. */
    private record Part(String policy, CompletableFuture<PreparedSwap> answer) implements Request {}

    /** A swap that is being prepared; without request, it is one that the slot makes by itself. */
    private record Swap<P>(
            Installed<P> policy,
            Side<P> next,
            SwapStep step,
            @Nullable Request request,
            long startNs) {}

    /** Number of swaps that may wait for their turn. */
    static final int LONGEST_QUEUE = 16;

    private static final String NOT_INSTALLED = "it is not installed";
    private static final String IN_USE = "it is in use already";

    private static final System.Logger LOG = System.getLogger(PolicySlot.class.getName());

    private final PolicyCatalogue<P> catalogue;
    private final IpcpLoop loop;
    private final SlotHost<P> host;
    private final Runnable onClose;

    // confined to the loop
    private final Deque<Request> waiting = new ArrayDeque<>();
    private final List<CompletableFuture<View>> settling = new ArrayList<>();
    private Side<P> inUse;
    private @Nullable Swap<P> underWay;
    private @Nullable Exchange<P> exchange; // as a part of a swap, from its preparation to its end
    private boolean closed;

    /**
     * Number of the policy that refused when the slot turned to it by itself, which it does only once; 0 if none did.
     */
    private long declined;

    /** Written on the loop, read by any thread. */
    private volatile View view;

    PolicySlot(
            PolicyCatalogue<P> catalogue,
            String slot,
            String wanted,
            P standIn,
            Preparation<P> preparation,
            Runnable onClose) {
        this.catalogue = catalogue;
        this.loop = catalogue.loop();
        this.host = new SlotHost<>(catalogue, standIn, preparation);
        this.onClose = onClose;
        inUse = host.standIn();
        inUse.transition().commit();
        view = new View(slot, catalogue.kind(), wanted, inUse.label(), 0, new Outcome.NeverSwapped());
    }

    /** {@return the slot as it is now} Any thread. */
    public View view() {
        return view;
    }

    /**
     * Sets the wanted policy and swaps to it, after the swaps that were asked for before. Any thread.
     *
     * @param policy name of the policy
     * @return completes on the loop when the policy is in use and the one before is closed; or with
     *     {@link PolicyRefused}, and then everything is as it was
     * @throws java.util.concurrent.RejectedExecutionException if the loop is closed
     */
    public CompletableFuture<View> use(String policy) {
        Use request = new Use(policy, new CompletableFuture<>());
        loop.execute(() -> ask(request));
        return request.answer();
    }

    @Override
    public SlotInfo info() {
        View now = view;
        return new SlotInfo(
                now.slot(),
                now.kind(),
                now.wanted(),
                now.inUse(),
                now.generation(),
                now.latest().toString());
    }

    @Override
    public CompletableFuture<SwapStep> plan(String policy) {
        CompletableFuture<SwapStep> step = new CompletableFuture<>();
        loop.execute(() -> rehearse(policy, step));
        return step;
    }

    @Override
    public CompletableFuture<PreparedSwap> prepare(String policy) {
        Part request = new Part(policy, new CompletableFuture<>());
        loop.execute(() -> ask(request));
        return request.answer();
    }

    private void ask(Request request) {
        if (closed) {
            refuseClosed(request);
        } else if (waiting.size() >= LONGEST_QUEUE) {
            answer(request, LONGEST_QUEUE + " swaps are waiting already", null);
        } else {
            waiting.add(request);
            advance();
        }
    }

    /**
     * Waits for the swaps that were asked for, and those that the slot makes by itself. Any thread.
     *
     * @return completes on the loop when no swap is under way
     * @throws java.util.concurrent.RejectedExecutionException if the loop is closed
     */
    public CompletableFuture<View> settled() {
        CompletableFuture<View> settled = new CompletableFuture<>();
        loop.execute(() -> {
            settling.add(settled);
            advance();
        });
        return settled;
    }

    /** Closes what is in use; what is being prepared is closed when it is there. On the loop. Idempotent. */
    @Override
    public void close() {
        catalogue.checkHeld();
        if (closed) {
            return;
        }
        closed = true;
        onClose.run();
        if (exchange != null) {
            exchange.slotClosed();
        }
        inUse.retire();
        if (underWay != null) {
            underWay.next().retire();
            if (underWay.request() != null) {
                waiting.addFirst(underWay.request());
            }
            underWay = null;
        }
        while (!waiting.isEmpty()) {
            refuseClosed(waiting.remove());
        }
        answerSettling();
    }

    /** {@return whether a policy is in use here} Any thread; a moment ago, if that is not the loop's. */
    boolean uses(Installed<P> policy) {
        return policy.candidate().label().equals(view.inUse());
    }

    /** {@return whether the slot has to move by itself} On the loop. */
    boolean behind() {
        return mustMove() || (exchange != null && exchange.leaving());
    }

    private boolean mustMove() {
        return inUse.leaving() || (inUse.isStandIn() && successor().isPresent());
    }

    /** Takes the next step, if there is one to take. On the loop, in a task of its own. */
    void advance() {
        if (!closed && exchange != null) {
            exchange.giveWay();
        }
        if (!closed && inUse.leaving() && (successor().isEmpty() || exchange != null)) {
            fall();
        }
        while (!closed && underWay == null && exchange == null && (mustMove() || !waiting.isEmpty())) {
            if (mustMove()) {
                prepare(successor().orElseThrow(), null);
            } else {
                begin(waiting.remove());
            }
        }
        if (underWay == null) {
            answerSettling();
        }
    }

    /** What the slot turns to by itself: the wanted policy, unless it has refused that. */
    private Optional<Installed<P>> successor() {
        return catalogue.newest(view.wanted()).filter(installed -> installed.number() != declined);
    }

    private void begin(Request request) {
        Optional<Installed<P>> found = catalogue.newest(request.policy());
        if (found.isEmpty()) {
            noteRefusal(request.policy(), NOT_INSTALLED);
            answer(request, NOT_INSTALLED, null);
        } else if (found.get() != inUse.installed()) {
            prepare(found.get(), request);
        } else {
            switch (request) {
                case Use use -> use.answer().complete(view);
                case Part part -> answer(part, IN_USE, null);
            }
        }
    }

    private void prepare(Installed<P> next, @Nullable Request request) {
        Side<P> side = new Side<>(loop, next);
        Swap<P> swap = new Swap<>(next, side, host.step(view, next), request, loop.nowNs());
        underWay = swap;
        var _ = host.prepare(side, next).whenComplete((_, failure) -> loop.execute(() -> prepared(swap, failure)));
    }

    /** Tells what would come of a policy: it is prepared, and given up. */
    private void rehearse(String policy, CompletableFuture<SwapStep> told) {
        Installed<P> next = catalogue.newest(policy).orElse(null);
        if (closed || next == null || next == inUse.installed()) {
            String why = closed ? "the slot is closed" : next == null ? NOT_INSTALLED : IN_USE;
            String to = next == null ? policy : next.candidate().label();
            told.complete(host.refusal(view, to, "-", why));
            return;
        }
        SwapStep step = host.step(view, next);
        Side<P> side = new Side<>(loop, next);
        var _ = host.prepare(side, next).whenComplete((_, failure) -> {
            side.retire();
            told.complete(failure == null ? step : host.refusal(view, step.to(), step.component(), reason(failure)));
        });
    }

    /** Ends a swap: the successor is ready, or it has failed. On the loop, in a task of its own. */
    private void prepared(Swap<P> swap, @Nullable Throwable failure) {
        if (closed) {
            return;
        }
        underWay = null;
        Side<P> next = swap.next();
        if (next.leaving()) {
            next.retire();
            if (swap.request() != null) {
                waiting.addFirst(swap.request()); // its name may stand for another policy
            }
        } else if (failure == null) {
            ready(swap);
        } else {
            next.retire();
            refuse(swap, failure);
        }
        advance();
    }

    private void ready(Swap<P> swap) {
        if (swap.request() instanceof Part part) {
            exchange = new Exchange<>(this, loop, part.policy(), swap.next(), swap.step());
            part.answer().complete(exchange);
        } else {
            commit(swap);
        }
    }

    private void commit(Swap<P> swap) {
        Side<P> next = swap.next();
        try {
            commit(next);
        } catch (RuntimeException | Error failure) {
            next.retire();
            refuse(swap, failure);
            return;
        }
        if (swap.request() instanceof Use use) {
            exchange(next, use.policy(), swapped(swap.startNs()));
            use.answer().complete(view);
        } else {
            exchange(next, view.wanted(), swapped(swap.startNs()));
        }
    }

    /** Has a side take over from the one in use, which is as it was if that throws. */
    void commit(Side<P> next) {
        try {
            next.transition().commit();
        } catch (RuntimeException | Error failure) {
            rollBack(next.transition(), failure);
            throw failure;
        }
    }

    private void rollBack(Transition transition, Throwable failure) {
        try {
            transition.rollBack();
        } catch (RuntimeException | Error broken) {
            failure.addSuppressed(broken);
            LOG.log(
                    ERROR,
                    view.slot() + " could not put back " + inUse.label() + ": its state may be damaged",
                    failure);
        }
    }

    /** Goes to the stand-in at once. */
    void fall() {
        long startNs = loop.nowNs();
        Side<P> side = host.standIn();
        side.transition().commit();
        // a successor that is there has just refused: operators need to see that
        boolean forsaken = catalogue.newest(view.wanted()).isEmpty();
        exchange(side, view.wanted(), forsaken ? swapped(startNs) : view.latest());
    }

    private void exchange(Side<P> next, String wanted, Outcome outcome) {
        Side<P> replaced = inUse;
        putInUse(next, wanted, outcome);
        LOG.log(DEBUG, () -> view.slot() + " went from " + replaced.label() + " to " + next.label());
        replaced.retire();
        next.settled();
    }

    /** Notes which side is in use now. */
    void putInUse(Side<P> next, String wanted, Outcome outcome) {
        inUse = next;
        publish(wanted, view.generation() + 1, outcome);
    }

    Side<P> inUse() {
        return inUse;
    }

    /** The part in a swap is over, and the slot goes on with what it was asked for. */
    void exchangeOver() {
        exchange = null;
    }

    Outcome swapped(long startNs) {
        return new Outcome.Swapped(loop.wallClockNs(), loop.nowNs() - startNs);
    }

    private void refuse(Swap<P> swap, Throwable failure) {
        String policy = swap.policy().candidate().label();
        String why = reason(failure);
        noteRefusal(policy, why);
        if (swap.request() == null) {
            declined = swap.policy().number();
            LOG.log(WARNING, view.slot() + " keeps " + inUse.label() + ", since " + policy + " refused", failure);
        } else {
            answer(swap.request(), why, failure);
        }
    }

    /** {@return why a policy was refused, for people} */
    String reason(Throwable failure) {
        return switch (failure) {
            case TimeoutException late ->
                "it was not ready within " + catalogue.prepareDeadline().toMillis() + " ms";
            case StateRefused refusal -> String.valueOf(refusal.getMessage());
            default -> failure.toString();
        };
    }

    void noteRefusal(String policy, String why) {
        publish(view.wanted(), view.generation(), new Outcome.Refused(loop.wallClockNs(), policy, why));
    }

    private void publish(String wanted, long generation, Outcome latest) {
        view = new View(view.slot(), view.kind(), wanted, inUse.label(), generation, latest);
    }

    private void refuseClosed(Request request) {
        switch (request) {
            case Use use -> answer(use, "the slot is closed", null);
            case Part part -> part.answer().completeExceptionally(new SlotClosed(view.slot()));
        }
    }

    private void answer(Request request, String why, @Nullable Throwable cause) {
        request.answer().completeExceptionally(refused(request.policy(), why, cause));
    }

    PolicyRefused refused(String policy, String why, @Nullable Throwable cause) {
        String message = view.slot() + " cannot use " + view.kind() + " policy '" + policy + "': " + why + "; in use: "
                + inUse.label() + "; installed: " + catalogue.names();
        return new PolicyRefused(message, cause);
    }

    private void answerSettling() {
        List<CompletableFuture<View>> answered = List.copyOf(settling); // an answer may close the slot
        settling.clear();
        answered.forEach(settled -> settled.complete(view));
    }
}
