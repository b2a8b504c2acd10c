// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.conformance.check;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** How long a policy may take. */
public final class Deadline {
    private static final String THREAD = "conformance check";

    private Deadline() {}

    /** Something did not end in time. The message says where it is. */
    public static final class Missed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private Missed(String message) {
            super(message);
        }
    }

    /**
     * Runs something on a thread of its own. If it does not end in time, that thread is interrupted and forgotten.
     *
     * @param limit how long it may take
     * @param work what is run
     * @param <T> type of the result
     * @return its result
     * @throws Missed if it does not end in time
     * @throws Exception which the work has thrown; what is none comes as the cause of an {@link ExecutionException}
     */
    public static <T> T within(Duration limit, Callable<T> work) throws Exception {
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = Thread.ofPlatform().name(THREAD).daemon().start(task);
        try {
            return task.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            StackTraceElement[] stack = thread.getStackTrace();
            throw new Missed("does not return within " + limit.toMillis() + " ms" + Culprit.at(stack));
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw failed;
        } finally {
            task.cancel(true);
        }
    }
}
