// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits of tests: for a state, never for a time; what does not come within a minute has failed. */
final class Waiting {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private Waiting() {}

    @SuppressWarnings("ThreadPriorityCheck") // nothing relies on it
    static void until(BooleanSupplier condition, Supplier<String> otherwise) {
        long beganNs = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - beganNs > PATIENCE.toNanos()) {
                throw new AssertionError(otherwise.get());
            }
            Thread.yield();
        }
    }

    /** Work on a thread of its own. */
    static final class Worker<T> {
        private final FutureTask<T> task;
        private final Thread thread;

        private Worker(Callable<T> work, boolean virtual) {
            this.task = new FutureTask<>(work);
            this.thread = virtual
                    ? Thread.ofVirtual().start(task)
                    : Thread.ofPlatform().daemon().start(task);
        }

        static <T> Worker<T> start(boolean virtual, Callable<T> work) {
            return new Worker<>(work, virtual);
        }

        static <T> Worker<T> start(Callable<T> work) {
            return new Worker<>(work, false);
        }

        /** Waits until the thread waits for something. */
        Worker<T> blocked() {
            until(
                    () -> switch (thread.getState()) {
                        case WAITING, TIMED_WAITING -> true;
                        case TERMINATED -> throw new AssertionError("the thread ended instead of waiting: " + task);
                        case NEW, RUNNABLE, BLOCKED -> false;
                    },
                    () -> "the thread does not wait, it is " + thread.getState());
            return this;
        }

        void interrupt() {
            thread.interrupt();
        }

        /** {@return what the work returned} */
        T result() {
            return resultWithin(PATIENCE);
        }

        /** {@return what the work returned, if it has until then} */
        T resultWithin(Duration patience) {
            try {
                return task.get(patience.toSeconds(), TimeUnit.SECONDS);
            } catch (ExecutionException failure) {
                throw new AssertionError("the work failed", failure.getCause());
            } catch (TimeoutException late) {
                AssertionError hangs = new AssertionError("the work hangs");
                hangs.setStackTrace(thread.getStackTrace());
                throw hangs;
            } catch (InterruptedException interrupted) {
                throw new AssertionError(interrupted);
            }
        }

        /** {@return what the work threw} */
        Throwable failure() {
            try {
                throw new AssertionError("the work returned " + task.get(PATIENCE.toSeconds(), TimeUnit.SECONDS));
            } catch (ExecutionException failure) {
                return Objects.requireNonNull(failure.getCause());
            } catch (TimeoutException | InterruptedException late) {
                throw new AssertionError("the work hangs", late);
            }
        }
    }
}
