// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.app;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Work that a command has done on a thread of its own.
 *
 * <p>The command's thread only waits for it, so that an interrupt, which is how an operator ends a command, meets it nowhere else: a
 * thread that is interrupted while it prints may close what it prints to. For the same reason what ends the work must not
 * interrupt a thread that prints. The work has a platform thread, since it may spin.
 */
public final class Work {
    private Work() {}

    /**
     * Waits for work to be done. An interrupt gives it up; its end is awaited even then.
     *
     * @param name what it is about, for the name of the thread
     * @param work what to do
     * @param giveUp makes the work end soon; any thread, possibly more than once
     * @param <T> type of the result
     * @return what the work returns. The calling thread is then not interrupted, so it may print
     * @throws Exception what the work throws
     */
    public static <T> T await(String name, Callable<T> work, Runnable giveUp) throws Exception {
        FutureTask<T> task = new FutureTask<>(work);
        Thread.ofPlatform().name("ouroboros-" + name).daemon().start(task);
        try {
            return awaitEnd(task, giveUp);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception failure ? failure : e;
        } finally {
            Thread.interrupted(); // whoever interrupts from now on wants the end that there is
        }
    }

    private static <T> T awaitEnd(FutureTask<T> task, Runnable giveUp) throws ExecutionException {
        while (true) {
            try {
                return task.get();
            } catch (InterruptedException _) {
                giveUp.run();
            }
        }
    }
}
