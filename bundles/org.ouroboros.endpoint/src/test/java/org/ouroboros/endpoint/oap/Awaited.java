// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint.oap;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.ouroboros.api.FlowRefused;
import org.ouroboros.loop.simulation.SimulatedLoop;

/** Waits in virtual time, and throws refusals as they are. */
final class Awaited {
    private Awaited() {}

    static <T> T of(SimulatedLoop loop, CompletableFuture<T> future) {
        loop.runUntil(future::isDone);
        try {
            return future.join();
        } catch (CompletionException failure) {
            throw failure.getCause() instanceof FlowRefused refused ? refused : failure;
        }
    }
}
