// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.benchmarks;

import org.jspecify.annotations.Nullable;

/** The thread at the other side of what is measured: it takes one step after the other until it is closed. */
final class Partner {
    /** What it does all the time; it may block. */
    interface Step {
        void run() throws Exception;
    }

    private final Thread thread;
    private volatile boolean closed;
    private volatile @Nullable Exception failure;

    /**
     * Starts a partner.
     *
     * @param held closed when the thread ends, also when it fails: who waits at the other side then learns of it
     */
    Partner(AutoCloseable held, Step step) {
        thread = Thread.ofPlatform().name("partner").daemon().start(() -> run(held, step));
    }

    private void run(AutoCloseable held, Step step) {
        try (held) {
            while (!closed) {
                step.run();
            }
        } catch (Exception end) {
            if (!closed) {
                failure = end;
            }
        }
    }

    Thread thread() {
        return thread;
    }

    void stop() throws Exception {
        closed = true;
        thread.interrupt();
        thread.join();
        Exception ended = failure;
        if (ended != null) {
            throw ended;
        }
    }
}
