// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.conformance.check;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Several threads that use a policy at a time, each of which must not notice the others. */
public final class Alone {
    private static final int THREADS = 4;
    private static final int ROUNDS = 5;

    private Alone() {}

    /**
     * Work that a thread does.
     *
     * @param <T> type of what comes of it
     */
    @FunctionalInterface
    public interface Work<T> {
        /**
         * Does it.
         *
         * @param thread number of the thread, from 0; what it does depends on that
         * @return what came of it
         * @throws Exception which the policy has thrown
         */
        T of(int thread) throws Exception;
    }

    /**
     * Requires that what comes of some work is the same, whether others are at work or not.
     *
     * @param work the work
     * @param <T> type of what comes of it
     * @throws Exception which the policy has thrown
     */
    public static <T> void sameResults(Work<T> work) throws Exception {
        List<T> alone = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
            alone.add(work.of(thread));
        }
        together(thread -> {
            T here = work.of(thread);
            Broken.unless(
                    here.equals(alone.get(thread)),
                    "gives other answers while other threads use it: " + here + " rather than " + alone.get(thread));
        });
    }

    /** What a thread does that must not fail. */
    @FunctionalInterface
    public interface Step {
        /**
         * Does it.
         *
         * @param thread number of the thread, from 0
         * @throws Exception which the policy has thrown, or {@link Broken}
         */
        void of(int thread) throws Exception;
    }

    /**
     * Has several threads do something again and again.
     *
     * @param step what they do
     * @throws Exception the first that one of them threw
     */
    public static void together(Step step) throws Exception {
        List<FutureTask<Void>> tasks = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
            int number = thread;
            Callable<Void> rounds = () -> {
                for (int round = 0; round < ROUNDS; round++) {
                    step.of(number);
                }
                return null;
            };
            FutureTask<Void> task = new FutureTask<>(rounds);
            tasks.add(task);
            Thread.ofPlatform().daemon().start(task);
        }
        for (FutureTask<Void> task : tasks) {
            await(task);
        }
    }

    private static void await(FutureTask<Void> task) throws Exception {
        try {
            task.get();
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof Exception cause ? cause : failed;
        }
    }
}
