// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.console;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.felix.service.command.Job;
import org.apache.felix.service.command.JobListener;
import org.apache.felix.service.command.Result;
import org.jspecify.annotations.Nullable;

/**
 * The jobs of a session: who works for which, so that an interrupt reaches the threads of the foreground and no others.
 *
 * <p>Gogo's own interrupt gives a job up: the session goes on while the command still prints. Here the working threads are
 * interrupted and the job ends when they have ended, as processes do.
 *
 * <p>Called by the thread of the session, by those that work for it, and by whoever interrupts. Guarded by itself; a job's
 * methods are never called under its lock, as Gogo calls {@link #jobChanged} under the lock of the job.
 */
final class Jobs implements JobListener {
    private final Consumer<String> notices;

    /** Who evaluates statements, for which outermost job. */
    private final Map<Thread, Job> workers = new HashMap<>();
    /** Outermost jobs that were started in the background, the latest last. */
    private final SequencedSet<Job> background = new LinkedHashSet<>();
    /** Inner jobs of the foreground that have not ended, with their outermost job. */
    private final Map<Job, Job> inner = new HashMap<>();

    private @Nullable Job foreground;
    /** What the last command of the foreground says of its success, beside what it throws; 0 is success. */
    private int error;

    private boolean interrupted;
    private boolean closed;

    /** @param notices takes a line about a job in the background */
    Jobs(Consumer<String> notices) {
        this.notices = notices;
    }

    /** A command line starts. */
    synchronized void begin() {
        interrupted = false;
        error = 0;
    }

    /**
     * The current thread is about to evaluate a statement.
     *
     * @throws Interrupted if the command line that it belongs to was interrupted
     */
    void work() {
        Job job = Job.Utils.current();
        if (job == null) {
            return;
        }
        synchronized (this) {
            workers.put(Thread.currentThread(), job);
            if (interrupted && !background.contains(job)) {
                throw new Interrupted();
            }
        }
        LastingOutput.ofCurrentPipe();
    }

    /** Whether the current thread works for this session. */
    synchronized boolean isWorking() {
        return workers.containsKey(Thread.currentThread());
    }

    /**
     * Has what runs in the foreground end. A second interrupt of the same command line lets it go on in the background.
     *
     * @return whether there was anything to interrupt
     */
    boolean interrupt() {
        Job stubborn;
        synchronized (this) {
            stubborn = interrupted ? foreground : null;
            interrupted = true;
            interrupt(foreground);
        }
        if (stubborn != null) {
            letGo(stubborn);
        }
        synchronized (this) {
            return foreground != null;
        }
    }

    /** Under the lock. */
    private void interrupt(@Nullable Job job) {
        workers.forEach((thread, works) -> {
            if (works == job) {
                thread.interrupt();
            }
        });
    }

    /**
     * Has a job of the background end.
     *
     * @param arguments its number
     */
    synchronized void kill(List<Object> arguments) {
        if (arguments.isEmpty()) {
            throw new IllegalArgumentException("kill: the number of a job is missing; jobs lists them");
        }
        interrupt(find(arguments));
    }

    /**
     * Waits for a job of the background as if it ran in the foreground: an interrupt reaches it.
     *
     * @param arguments its number; none for the latest
     */
    synchronized void follow(List<Object> arguments) {
        Job job = find(arguments);
        while (background.contains(job) && !closed) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupt(job);
            }
        }
    }

    private Job find(List<Object> arguments) {
        if (background.isEmpty()) {
            throw new IllegalArgumentException("no job in the background; COMMAND & starts one");
        }
        if (arguments.isEmpty()) {
            return background.getLast();
        }
        String id = String.valueOf(arguments.getFirst());
        return background.stream()
                .filter(job -> Integer.toString(job.id()).equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no job '" + id + "'; use one of "
                        + background.stream()
                                .map(job -> Integer.toString(job.id()))
                                .collect(Collectors.joining(", "))));
    }

    private void letGo(Job job) {
        try {
            job.background();
            notices.accept(label(job) + " does not end; it goes on in the background");
        } catch (IllegalStateException ended) {
            return; // between the look and the call
        }
    }

    /** Waits until nothing works in the foreground any more. {@return whether it was interrupted} */
    synchronized boolean awaitForeground() throws InterruptedException {
        while (!inner.isEmpty() && !closed) {
            wait();
        }
        return interrupted;
    }

    /** What the last command of the foreground says of its success; 0 is success. */
    synchronized int error() {
        return error;
    }

    /** Waits until no job is left, in the background either; an interrupt ends the wait, and them. */
    synchronized void awaitBackground() throws InterruptedException {
        while (!background.isEmpty() && !interrupted && !closed) {
            wait();
        }
    }

    /** Nobody waits for a job any more. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }

    @Override
    public void jobChanged(Job job, Job.Status previous, Job.Status current) {
        Job outermost = job.parent();
        switch (current) {
            case Created -> {}
            case Foreground, Suspended -> started(job, outermost);
            case Background -> {
                if (outermost == null) {
                    moved(job, previous);
                }
            }
            case Done -> ended(job, outermost);
        }
    }

    private synchronized void started(Job job, @Nullable Job outermost) {
        if (outermost == null) {
            foreground = job;
        } else if (outermost == foreground) {
            inner.put(job, outermost);
        }
    }

    private void moved(Job job, Job.Status previous) {
        synchronized (this) {
            background.add(job);
            inner.values().removeIf(job::equals);
            if (foreground == job) {
                foreground = null;
            }
            notifyAll();
        }
        if (previous == Job.Status.Created) {
            notices.accept(label(job));
        }
    }

    private void ended(Job job, @Nullable Job outermost) {
        boolean report;
        Result result = job.result();
        synchronized (this) {
            inner.remove(job);
            report = background.remove(job);
            if (outermost == null) {
                workers.values().removeIf(job::equals);
                if (foreground == job) {
                    foreground = null;
                    error = result == null ? 0 : result.error();
                }
            }
            notifyAll();
        }
        if (report) {
            Exception failure = result == null ? null : result.exception();
            notices.accept(label(job) + (failure == null ? " has ended" : " failed: " + Failures.line(failure)));
        }
    }

    private static String label(Job job) {
        return "[" + job.id() + "] " + job.command();
    }

    /** Ends the evaluation of a command line that was interrupted. */
    static final class Interrupted extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Interrupted() {
            super("interrupted", null, false, false);
        }
    }
}
