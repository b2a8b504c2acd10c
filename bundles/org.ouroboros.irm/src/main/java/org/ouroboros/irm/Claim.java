// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.ouroboros.api.FlowRefused;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.loop.LoopTimer;

/** A flow that waits for a process to take it, for a bounded time. Confined to the loop. */
final class Claim {
    private final CompletableFuture<SystemProcess> process = new CompletableFuture<>();
    private final LoopTimer timer;

    Claim(IpcpLoop loop, Duration wait, Consumer<Claim> late) {
        timer = loop.timer(() -> late.accept(this));
        timer.arm(wait.toNanos());
    }

    CompletableFuture<SystemProcess> process() {
        return process;
    }

    void grant(SystemProcess taker) {
        timer.cancel();
        taker.take();
        if (!process.complete(taker)) {
            taker.giveBack();
        }
    }

    void refuse(FlowRefused.Reason reason, String message) {
        timer.cancel();
        process.completeExceptionally(new FlowRefused(reason, message));
    }
}
