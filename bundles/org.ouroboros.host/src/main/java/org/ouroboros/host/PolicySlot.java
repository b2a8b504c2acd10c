// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.host;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.WARNING;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;
import org.ouroboros.loop.IpcpLoop;

/**
 * Holds the policy that a host uses now, and replaces it under traffic.
 *
 * <p>Swaps run one at a time, in order. A successor is prepared off the loop; only {@link Transition#commit} touches
 * it, in a task of its own between two packets, so that a packet meets exactly one policy. A policy that throws or
 * hangs changes nothing.
 *
 * <p>When the policy in use leaves, the slot goes to a successor of the same name. If there is none, or it refuses, the
 * slot falls to the stand-in at once, whatever else is under way, and waits for the wanted policy to come.
 *
 * @param <P> SPI of the kind of policy
 */
public final class PolicySlot<P> implements AutoCloseable {
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
    }

    /**
     * What was opened from one policy. Confined to the loop.
     *
     * <p>Its life is either <em>commit, retire</em>, or, if {@code commit} throws, <em>commit, roll back, retire</em>,
     * or, if it never gets its turn, <em>retire</em>.
     */
    @ConsumerType
    public interface Transition {
        /**
         * Takes over from whatever is in use at this moment: hands over its exact state and exchanges the references.
         * What is in use may have changed since the preparation.
         */
        void commit();

        /** Puts back what was in use before a {@link #commit} that threw, with the state as it is now. */
        void rollBack();

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

    /**
     * How a swap ended. Its text is for people; times are of the wall clock of the loop, in nanoseconds since the Unix
     * epoch.
     */
    public sealed interface Outcome {
        /** There was no swap yet. */
        record NeverSwapped() implements Outcome {
            @Override
            public String toString() {
                return "never swapped";
            }
        }

        /**
         * The policy in use was exchanged.
         *
         * @param atNs when
         * @param tookNs from the begin of the preparation to the end of the commit, in nanoseconds
         */
        record Swapped(long atNs, long tookNs) implements Outcome {
            @Override
            public String toString() {
                return "swapped at " + instant(atNs) + ", took " + tookNs / 1_000 + " us";
            }
        }

        /**
         * The policy in use was kept.
         *
         * @param atNs when
         * @param policy what was refused
         * @param cause why
         */
        record Refused(long atNs, String policy, String cause) implements Outcome {
            @Override
            public String toString() {
                return "refused " + policy + " at " + instant(atNs) + ": " + cause;
            }
        }

        private static Instant instant(long wallClockNs) {
            return Instant.ofEpochSecond(0, wallClockNs);
        }
    }

    /** A swap that was asked for. */
    private record Request(String policy, CompletableFuture<View> answer) {}

    /** A swap that is being prepared; without request, it is one that the slot makes by itself. */
    private record Swap<P>(
            Installed<P> policy, Side<P> next, @Nullable Request request, long startNs) {}

    /** Number of swaps that may wait for their turn. */
    static final int LONGEST_QUEUE = 16;

    private static final System.Logger LOG = System.getLogger(PolicySlot.class.getName());

    private final PolicyCatalogue<P> catalogue;
    private final IpcpLoop loop;
    private final P standIn;
    private final Preparation<P> preparation;
    private final Runnable onClose;

    // confined to the loop
    private final Deque<Request> waiting = new ArrayDeque<>();
    private final List<CompletableFuture<View>> settling = new ArrayList<>();
    private Side<P> inUse;
    private @Nullable Swap<P> underWay;
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
        this.standIn = standIn;
        this.preparation = preparation;
        this.onClose = onClose;
        inUse = standInSide();
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
        Request request = new Request(policy, new CompletableFuture<>());
        loop.execute(() -> {
            if (closed) {
                answer(request, "the slot is closed", null);
            } else if (waiting.size() >= LONGEST_QUEUE) {
                answer(request, LONGEST_QUEUE + " swaps are waiting already", null);
            } else {
                waiting.add(request);
                advance();
            }
        });
        return request.answer();
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
        inUse.retire();
        if (underWay != null) {
            underWay.next().retire();
            if (underWay.request() != null) {
                waiting.addFirst(underWay.request());
            }
            underWay = null;
        }
        while (!waiting.isEmpty()) {
            answer(waiting.remove(), "the slot is closed", null);
        }
        answerSettling();
    }

    /** {@return whether the slot has to move by itself} On the loop. */
    boolean behind() {
        return inUse.leaving() || (inUse.isStandIn() && successor().isPresent());
    }

    /** Takes the next step, if there is one to take. On the loop, in a task of its own. */
    void advance() {
        if (!closed && inUse.leaving() && successor().isEmpty()) {
            fall();
        }
        while (!closed && underWay == null && (behind() || !waiting.isEmpty())) {
            if (behind()) {
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
            noteRefusal(request.policy(), "it is not installed");
            answer(request, "it is not installed", null);
        } else if (found.get() == inUse.installed()) {
            request.answer().complete(view);
        } else {
            prepare(found.get(), request);
        }
    }

    private void prepare(Installed<P> next, @Nullable Request request) {
        Side<P> side = new Side<>(loop, next);
        Swap<P> swap = new Swap<>(next, side, request, loop.nowNs());
        underWay = swap;
        var _ = side.prepare(preparation, next.candidate().policy(), catalogue.prepareDeadline())
                .whenComplete((_, failure) -> loop.execute(() -> prepared(swap, failure)));
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
            commit(swap);
        } else {
            next.retire();
            refuse(swap, failure);
        }
        advance();
    }

    private void commit(Swap<P> swap) {
        Side<P> next = swap.next();
        try {
            next.transition().commit();
        } catch (RuntimeException | Error failure) {
            rollBack(next.transition(), failure);
            next.retire();
            refuse(swap, failure);
            return;
        }
        if (swap.request() == null) {
            exchange(next, view.wanted(), swapped(swap.startNs()));
        } else {
            exchange(next, swap.request().policy(), swapped(swap.startNs()));
            swap.request().answer().complete(view);
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

    private void fall() {
        long startNs = loop.nowNs();
        Side<P> side = standInSide();
        side.transition().commit();
        // a successor that is there has just refused: operators need to see that
        boolean forsaken = catalogue.newest(view.wanted()).isEmpty();
        exchange(side, view.wanted(), forsaken ? swapped(startNs) : view.latest());
    }

    private Side<P> standInSide() {
        try {
            return new Side<>(loop, preparation.prepare(standIn));
        } catch (Exception broken) {
            throw new IllegalStateException("a stand-in must not refuse", broken);
        }
    }

    private void exchange(Side<P> next, String wanted, Outcome outcome) {
        Side<P> replaced = inUse;
        inUse = next;
        publish(wanted, view.generation() + 1, outcome);
        LOG.log(DEBUG, () -> view.slot() + " went from " + replaced.label() + " to " + next.label());
        replaced.retire();
    }

    private Outcome swapped(long startNs) {
        return new Outcome.Swapped(loop.wallClockNs(), loop.nowNs() - startNs);
    }

    private void refuse(Swap<P> swap, Throwable failure) {
        String policy = swap.policy().candidate().label();
        String why = failure instanceof TimeoutException
                ? "it was not ready within " + catalogue.prepareDeadline().toMillis() + " ms"
                : failure.toString();
        noteRefusal(policy, why);
        if (swap.request() == null) {
            declined = swap.policy().number();
            LOG.log(WARNING, view.slot() + " keeps " + inUse.label() + ", since " + policy + " refused", failure);
        } else {
            answer(swap.request(), why, failure);
        }
    }

    private void noteRefusal(String policy, String why) {
        publish(view.wanted(), view.generation(), new Outcome.Refused(loop.wallClockNs(), policy, why));
    }

    private void publish(String wanted, long generation, Outcome latest) {
        view = new View(view.slot(), view.kind(), wanted, inUse.label(), generation, latest);
    }

    private void answer(Request request, String why, @Nullable Throwable cause) {
        String message = view.slot() + " cannot use " + view.kind() + " policy '" + request.policy() + "': " + why
                + "; in use: " + inUse.label() + "; installed: " + catalogue.names();
        request.answer().completeExceptionally(new PolicyRefused(message, cause));
    }

    private void answerSettling() {
        List<CompletableFuture<View>> answered = List.copyOf(settling); // an answer may close the slot
        settling.clear();
        answered.forEach(settled -> settled.complete(view));
    }
}
