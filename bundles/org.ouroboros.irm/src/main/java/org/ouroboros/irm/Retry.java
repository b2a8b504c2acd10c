// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.ouroboros.api.irm.SystemEvent;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.loop.LoopTimer;

/**
 * Brings about what is wanted: a step is tried until it succeeds, after waits that double. Confined to the loop.
 *
 * <p>The log gets a line when the outcome changes and lasts for the first wait: what is mended before, as when a system starts its
 * parts in whatever order, is no news.
 */
final class Retry {
    /**
     * How long to wait.
     *
     * @param firstNs after the first failure
     * @param longestNs at most
     */
    record Backoff(long firstNs, long longestNs) {}

    private static final System.Logger LOG = System.getLogger(Retry.class.getName());

    private final IpcpLoop loop;
    private final Supplier<Backoff> backoff;
    private final String subject;
    private final Supplier<String> what;
    private final Supplier<CompletableFuture<?>> step;
    private final Chronicle chronicle;
    private final LoopTimer timer;
    private long waitNs;
    private long succeededNs;
    private boolean running;
    private boolean again; // something changed while a step was running
    private int started; // tells the step at hand from one that was given up
    private @Nullable String reason; // of the latest failure
    private long sinceNs; // when that reason came up
    private @Nullable String told; // what the log says

    /**
     * Prepares, and does nothing yet.
     *
     * @param subject name of the object that something is wanted of
     * @param what what the log calls the object
     * @param step idempotent; may throw
     */
    Retry(
            IpcpLoop loop,
            Supplier<Backoff> backoff,
            String subject,
            Supplier<String> what,
            Supplier<CompletableFuture<?>> step,
            Chronicle chronicle) {
        this.loop = loop;
        this.backoff = backoff;
        this.subject = subject;
        this.what = what;
        this.chronicle = chronicle;
        this.step = step;
        this.timer = loop.timer(this::attempt);
        this.waitNs = backoff.get().firstNs();
        this.succeededNs = loop.nowNs();
    }

    /** Tries now, since something is wanted, or something changed that may help. */
    void now() {
        waitNs = backoff.get().firstNs();
        if (running) {
            again = true;
        } else {
            attempt();
        }
    }

    /** Tries now if the latest try failed. */
    void nowIfWaiting() {
        if (reason != null) {
            now();
        }
    }

    /**
     * Tries soon, since what held holds no more. What did not hold for the first wait is tried after a wait like what failed, so
     * that what comes and goes is not tried without end.
     */
    void lost(String why) {
        long nowNs = loop.nowNs();
        reason = why;
        sinceNs = nowNs;
        boolean held = nowNs - succeededNs >= backoff.get().firstNs();
        if (held) {
            waitNs = backoff.get().firstNs();
        }
        if (running) {
            again = true;
        } else if (held) {
            timer.arm(0);
        } else {
            armAfterWait();
        }
    }

    /** Gives up. */
    void stop() {
        started++;
        running = false;
        again = false;
        reason = null;
        told = null;
        timer.cancel();
    }

    /** {@return why it does not hold; empty if it does, or nothing is wanted} */
    Optional<String> reason() {
        return Optional.ofNullable(reason);
    }

    private void attempt() {
        timer.cancel();
        running = true;
        int attempt = ++started;
        Failures.ask(step::get).whenComplete((done, failure) -> {
            if (attempt == started) {
                running = false;
                settle(failure);
            }
        });
    }

    private void settle(@Nullable Throwable failure) {
        if (failure == null) {
            succeeded();
        } else {
            failed(Failures.message(failure));
        }
        if (again) {
            again = false;
            timer.arm(0);
        }
    }

    private void succeeded() {
        if (told != null) {
            LOG.log(System.Logger.Level.INFO, "{0}: done", what.get());
            chronicle.tell(SystemEvent.DONE, subject, what.get() + " is as it is wanted");
        }
        reason = null;
        told = null;
        succeededNs = loop.nowNs();
    }

    private void failed(String latest) {
        long nowNs = loop.nowNs();
        if (!latest.equals(reason)) {
            reason = latest;
            sinceNs = nowNs;
        } else if (!latest.equals(told) && nowNs - sinceNs >= backoff.get().firstNs()) {
            LOG.log(System.Logger.Level.WARNING, "{0}: {1}; it is tried again until it works", what.get(), latest);
            chronicle.tell(SystemEvent.WAITING, subject, what.get() + ": " + latest);
            told = latest;
        }
        armAfterWait();
    }

    private void armAfterWait() {
        timer.arm(waitNs);
        waitNs = Math.min(2 * waitNs, backoff.get().longestNs());
    }
}
