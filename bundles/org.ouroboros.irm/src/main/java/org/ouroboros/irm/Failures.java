// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.ouroboros.api.FlowRefused;
import org.ouroboros.api.irm.IrmException;
import org.ouroboros.api.text.PlainText;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.loop.LoopTimer;
import org.ouroboros.policy.ipcp.LayerRefused;

/** How what goes wrong is told. */
final class Failures {
    private static final int MAX_LISTED = 12;
    private static final long CENTURY_NS = TimeUnit.DAYS.toNanos(36_500);

    private Failures() {}

    static IrmException unknown(String kind, String name, Collection<String> known) {
        String listed = known.stream().limit(MAX_LISTED).collect(Collectors.joining(", "));
        String more = known.size() > MAX_LISTED ? " and " + (known.size() - MAX_LISTED) + " more" : "";
        return new IrmException(
                IrmException.Problem.UNKNOWN,
                "no " + kind + " '" + name + "': "
                        + switch (known.size()) {
                            case 0 -> "there is none";
                            case 1 -> "there is " + listed;
                            default -> "there are " + listed + more;
                        });
    }

    static void requireName(String kind, String name) {
        PlainText.complaintAbout(kind, name).ifPresent(complaint -> {
            throw new IrmException(IrmException.Problem.INVALID, complaint);
        });
    }

    /** {@return a wait in nanoseconds, at most a century: what is longer cannot be told from for ever} */
    static long nanoseconds(Duration wait) {
        return Math.min(TimeUnit.NANOSECONDS.convert(wait), CENTURY_NS);
    }

    /** {@return what a future failed with, without the wrappers of futures} */
    static Throwable cause(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    /** {@return what a future failed with, in words} */
    static String message(Throwable failure) {
        Throwable cause = cause(failure);
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }

    /** {@return the failure as an operator is told of it} */
    static IrmException asIrmException(String what, Throwable failure) {
        Throwable cause = cause(failure);
        return switch (cause) {
            case IrmException known -> known;
            case LayerRefused refused ->
                new IrmException(IrmException.Problem.INVALID, what + ": " + refused.getMessage());
            case TimeoutException late ->
                new IrmException(IrmException.Problem.TIMED_OUT, what + ": " + late.getMessage());
            default -> {
                IrmException wrapped = new IrmException(IrmException.Problem.WRONG_STATE, what + " failed: " + cause);
                wrapped.initCause(cause);
                yield wrapped;
            }
        };
    }

    /** {@return the failure as a client is told of it; what is no refusal is its cause} */
    static FlowRefused asFlowRefused(String name, Throwable failure) {
        Throwable cause = cause(failure);
        return switch (cause) {
            case FlowRefused refused -> refused;
            case TimeoutException late ->
                new FlowRefused(FlowRefused.Reason.TIMED_OUT, "flow to '" + name + "': " + late.getMessage());
            default -> {
                FlowRefused unexpected =
                        new FlowRefused(FlowRefused.Reason.LAYER_DOWN, "flow to '" + name + "': " + cause);
                unexpected.initCause(cause);
                yield unexpected;
            }
        };
    }

    /** {@return what foreign code answers, whatever it throws included: it may lack a class, or never return from a recursion} */
    static <T> CompletableFuture<T> ask(Supplier<CompletableFuture<T>> question) {
        try {
            return question.get();
        } catch (RuntimeException | Error failure) {
            return CompletableFuture.failedFuture(failure);
        }
    }

    /** {@return the answer, or a {@link TimeoutException} if it does not come in time} Loop. */
    static <T> CompletableFuture<T> within(IpcpLoop loop, Duration limit, CompletableFuture<T> answer) {
        return within(loop, limit, answer, "no answer within " + limit.toMillis() + " ms");
    }

    /**
     * The same, and says what was waited for.
     *
     * @param late what it fails with when the time is over, for people
     */
    static <T> CompletableFuture<T> within(IpcpLoop loop, Duration limit, CompletableFuture<T> answer, String late) {
        if (answer.isDone()) {
            return answer;
        }
        CompletableFuture<T> bounded = new CompletableFuture<>();
        LoopTimer timer = loop.timer(() -> bounded.completeExceptionally(new TimeoutException(late)));
        timer.arm(nanoseconds(limit));
        answer.whenComplete((value, failure) -> {
            timer.cancel();
            if (failure != null) {
                bounded.completeExceptionally(failure);
            } else {
                bounded.complete(value);
            }
        });
        return bounded;
    }
}
