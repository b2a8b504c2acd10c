// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint.oap;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.ouroboros.api.FlowRefused;
import org.ouroboros.api.FlowRefused.Reason;
import org.ouroboros.loop.IpcpLoop;

/** Runs the steps of an allocation that take their time off the loop. */
final class Work {
    /** What a step may take: a signature by a large key on a busy machine takes a hundredth of it. */
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private Work() {}

    /**
     * Runs a step.
     *
     * @param subject what fails if it fails, for people
     * @param step may throw a {@link Refusal}; whatever else a policy throws is one
     * @param abandon ends what comes too late to be the result; any thread
     * @return completes on the loop with the result, or with {@link FlowRefused}
     */
    static <T> CompletableFuture<T> run(IpcpLoop loop, String subject, Supplier<T> step, Consumer<T> abandon) {
        CompletableFuture<T> made = new CompletableFuture<>();
        return loop.offload(
                        () -> {
                            try {
                                T result = step.get();
                                made.complete(result);
                                return result;
                            } catch (Refusal refusal) {
                                throw refusal.about(subject);
                            }
                        },
                        LIMIT)
                .exceptionallyCompose(failure -> {
                    var _ = made.thenAccept(abandon);
                    return CompletableFuture.failedFuture(refused(subject, failure));
                });
    }

    private static FlowRefused refused(String subject, Throwable failure) {
        return switch (failure) {
            case FlowRefused refused -> refused;
            case TimeoutException late ->
                new FlowRefused(Reason.TIMED_OUT, subject + " took more than " + LIMIT.toSeconds() + " s to compute");
            default -> failed(subject, failure);
        };
    }

    private static FlowRefused failed(String subject, Throwable failure) {
        FlowRefused refused = new FlowRefused(Reason.ENCRYPTION, subject + " cannot be made sense of: " + failure);
        refused.initCause(failure);
        return refused;
    }
}
