// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.host;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits until something that leaves is let go, for a bounded time: a bundle that stops is not held up for ever. */
public final class LetGo {
    private static final System.Logger LOG = System.getLogger(LetGo.class.getName());
    private static final long LIMIT_SECONDS = 15;

    private LetGo() {}

    /**
     * Waits; what goes wrong is logged, since a bundle stops all the same.
     *
     * @param what what is being done, for people
     * @param done completes when it is
     */
    public static void await(String what, CompletableFuture<?> done) {
        try {
            done.get(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException late) {
            LOG.log(System.Logger.Level.ERROR, "{0} took longer than {1} s", what, LIMIT_SECONDS);
        } catch (ExecutionException failure) {
            if (!(failure.getCause() instanceof RejectedExecutionException)) { // a closed loop holds nothing
                LOG.log(System.Logger.Level.ERROR, what + " failed", failure.getCause());
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
