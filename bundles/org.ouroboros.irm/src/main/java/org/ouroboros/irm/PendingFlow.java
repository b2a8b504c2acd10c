// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.ouroboros.api.FlowRefused;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.loop.LoopTimer;

/**
 * A flow that was asked for and is not there yet. Confined to the loop, but for the result, which its owner may cancel.
 *
 * @param <T> the flow
 */
final class PendingFlow<T> {
    private final Object owner;
    private final String name;
    private final Duration timeout;
    private final CompletableFuture<T> result;
    private final Consumer<T> unwanted;
    private final LoopTimer timer;

    PendingFlow(
            IpcpLoop loop,
            Object owner,
            String name,
            Duration timeout,
            CompletableFuture<T> result,
            Consumer<T> unwanted) {
        this.owner = owner;
        this.timeout = timeout;
        this.name = name;
        this.result = result;
        this.unwanted = unwanted;
        this.timer = loop.timer(() -> refuse(
                FlowRefused.Reason.TIMED_OUT,
                "flow to '" + name + "': no answer within " + timeout.toMillis() + " ms"));
        timer.arm(Failures.nanoseconds(timeout));
    }

    Duration timeout() {
        return timeout;
    }

    Object owner() {
        return owner;
    }

    /** {@return whether nobody wants the flow any more} */
    boolean isDone() {
        return result.isDone();
    }

    /** Takes the outcome of the steps that lead to the flow. */
    void follow(Supplier<CompletableFuture<T>> steps) {
        Failures.ask(steps).whenComplete((flow, failure) -> {
            timer.cancel();
            if (failure != null) {
                result.completeExceptionally(Failures.asFlowRefused(name, failure));
            } else if (!result.complete(flow)) {
                unwanted.accept(flow);
            }
        });
    }

    /** Gives the flow up because its owner goes. */
    void abandon() {
        refuse(FlowRefused.Reason.LAYER_DOWN, "flow to '" + name + "': who asked for it is gone");
    }

    private void refuse(FlowRefused.Reason reason, String message) {
        timer.cancel();
        result.completeExceptionally(new FlowRefused(reason, message));
    }
}
