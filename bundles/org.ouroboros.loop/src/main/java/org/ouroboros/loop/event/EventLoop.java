// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.loop.event;

import static java.lang.System.Logger.Level.WARNING;

import io.netty.channel.IoEventLoop;
import io.netty.channel.SingleThreadIoEventLoop;
import io.netty.util.concurrent.FastThreadLocalThread;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.ouroboros.api.irm.LoopInfo;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.loop.LoopTimer;
import org.ouroboros.loop.timer.TimerQueue;

/**
 * A loop that is a thread of Netty, and runs from its making until it is closed.
 *
 * <p>In a turn, timers that are due and tasks take turns, so that neither starves the other; after {@link #TURN_NS} it is
 * I/O's turn.
 */
final class EventLoop implements IpcpLoop, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(EventLoop.class.getName());

    /** Time after which a turn ends. */
    private static final long TURN_NS = TimeUnit.MICROSECONDS.toNanos(200);

    /** Time below which tasks are measured together, {@link #BATCH} at a time. */
    private static final long SHORT_TASK_NS = 500;

    private static final int BATCH = 8;

    /** Rounds that found nothing to do, after which the thread sleeps; a writer on the same core fills a batch meanwhile. */
    private static final int IDLE_ROUNDS = 2;

    /** Longest time that {@link #close} waits for the task at hand. */
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

    /** Least time between two log lines about failed tasks; the counter has them all. */
    private static final long LOG_PAUSE_NS = TimeUnit.SECONDS.toNanos(1);

    private final String name;
    private final Io io;
    private final TaskQueue tasks;
    private final TimerQueue timers = new TimerQueue(this);
    private final SecureBytes secureBytes = new SecureBytes();
    private final RandomGenerator random = new SplittableRandom(secureBytes.drawLong());

    // all below: written by the one that holds the loop
    private final AtomicLong ran = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong longestNs = new AtomicLong();
    private int batch = 1;
    private long recentNs;
    private boolean recent; // what is above holds for what is done now
    private long loggedNs = nowNs() - LOG_PAUSE_NS;
    private final Set<Offload<?>> offloads = new HashSet<>();

    /** Written by the watchdog, read by any thread. */
    private volatile @Nullable HeldUp heldUp;

    /**
     * Something does not return.
     *
     * @param culprit what it is, for people
     * @param sinceNs when it was found out that the loop stands still
     */
    record HeldUp(String culprit, long sinceNs) {
        private String text(long nowNs) {
            return culprit + " for " + TimeUnit.NANOSECONDS.toMillis(nowNs - sinceNs) + " ms";
        }
    }

    /**
     * Opens a loop.
     *
     * @param name names the loop and its thread
     * @param transport what its I/O runs on
     */
    EventLoop(String name, Transport transport) {
        this.name = name;
        this.io = new Io(transport);
        this.tasks = new TaskQueue(name, io::wakeUp);
        io.start();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean held() {
        return io.inEventLoop();
    }

    @Override
    public void execute(Runnable task) {
        tasks.give(task);
    }

    @Override
    public LoopTimer timer(Runnable task) {
        return timers.timer(task);
    }

    @Override
    public long nowNs() {
        return System.nanoTime();
    }

    @Override
    public long recentNs() {
        if (!recent) {
            read(nowNs());
        }
        return recentNs;
    }

    private void read(long nowNs) {
        recentNs = nowNs;
        recent = true;
    }

    @Override
    public long wallClockNs() {
        Instant now = Instant.now();
        return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
    }

    @Override
    public RandomGenerator random() {
        if (!held()) {
            throw new IllegalStateException("random numbers of " + name + " drawn by "
                    + Thread.currentThread().getName() + ", which does not hold it");
        }
        return random;
    }

    @Override
    public void secureRandom(byte[] target) {
        secureBytes.draw(target);
    }

    @Override
    public <T> CompletableFuture<T> offload(Callable<T> work, Duration deadline) {
        Offload<T> offload = new Offload<>(this, work, deadline, offloads);
        try {
            if (held()) {
                offload.begin();
            } else {
                execute(offload::begin);
            }
        } catch (RejectedExecutionException closed) {
            return CompletableFuture.failedFuture(closed);
        }
        Thread.ofVirtual().name(name + "-offload").start(offload);
        return offload.result();
    }

    @Override
    public void spawn(String threadName, Runnable task) {
        Thread.ofVirtual()
                .name(threadName)
                .uncaughtExceptionHandler((thread, failure) ->
                        LOG.log(WARNING, "thread " + thread.getName() + " of loop " + name + " failed", failure))
                .start(task);
    }

    @Override
    public LoopInfo info() {
        return new LoopInfo(name, ran.get(), failed.get(), longestNs.get(), timers.size(), heldUpNow());
    }

    private Optional<String> heldUpNow() {
        return Optional.ofNullable(heldUp).map(standing -> standing.text(nowNs()));
    }

    // ---- for the watchdog ----

    boolean isHeldUp() {
        return heldUp != null;
    }

    /** Takes note that something does not return. */
    void heldUp(HeldUp standing) {
        heldUp = standing;
    }

    /** Takes note that tasks run; {@return what had held the loop up, and for how long, if something did} */
    Optional<String> goesOn() {
        Optional<String> outcome = heldUpNow();
        heldUp = null;
        return outcome;
    }

    /** {@return what the thread is in, latest call first} */
    List<StackTraceElement> stack() {
        Thread running = io.running;
        return running == null ? List.of() : List.of(running.getStackTrace());
    }

    // ---- the life of the loop ----

    @Override
    public <T> Optional<T> adapt(Class<T> type) {
        return type == IoEventLoop.class ? Optional.of(type.cast(io)) : Optional.empty();
    }

    /**
     * Ends the loop: what was given is run, later tasks are rejected, timers no longer go off, and offloaded work is
     * interrupted. Waits for that for a bounded time, except when the caller holds the loop. Idempotent.
     */
    @Override
    public void close() {
        tasks.close();
        io.stop();
    }

    /** {@return whether anything was run} */
    private boolean turn() {
        long startNs = nowNs();
        long nowNs = startNs;
        boolean found = false;
        int count;
        do {
            read(nowNs);
            count = runBatch(nowNs);
            long endNs = nowNs();
            took(count, endNs - nowNs);
            nowNs = endNs;
            found |= count > 0;
        } while (count > 0 && nowNs - startNs < TURN_NS);
        return found;
    }

    private int runBatch(long nowNs) {
        int count = 0;
        Runnable timer = timers.poll(nowNs);
        if (timer != null) {
            run(timer);
            count++;
        }
        for (int i = 0; i < batch; i++) {
            Runnable task = tasks.take();
            if (task == null) {
                break;
            }
            run(task);
            count++;
        }
        return count;
    }

    private void run(Runnable task) {
        try {
            task.run();
        } catch (Throwable failure) {
            failed(task, failure);
        }
    }

    /** Accounts tasks that ran in a row. Where the clock costs as much as a task, the next are measured together. */
    private void took(int count, long ns) {
        ran.setRelease(ran.getPlain() + count);
        batch = ns < count * SHORT_TASK_NS ? BATCH : 1;
        tookAtOnce(ns);
    }

    private void tookAtOnce(long ns) {
        if (ns > longestNs.getPlain()) {
            longestNs.setRelease(ns);
        }
    }

    private void failed(Runnable task, Throwable failure) {
        failed.setRelease(failed.getPlain() + 1);
        long nowNs = nowNs();
        if (nowNs - loggedNs >= LOG_PAUSE_NS) {
            loggedNs = nowNs;
            LOG.log(WARNING, "task " + task + " of loop " + name + " failed; failures so far: " + failed, failure);
        }
    }

    private void end() {
        for (Runnable task : tasks.end()) {
            long startNs = nowNs();
            run(task);
            took(1, nowNs() - startNs);
        }
        RejectedExecutionException closed = new RejectedExecutionException("loop " + name + " is closed");
        List.copyOf(offloads).forEach(offload -> offload.cancel(closed));
    }

    /** The thread. A round of it calls {@link #runIo}, which blocks only if {@link #hasTasks} allows it. */
    private final class Io extends SingleThreadIoEventLoop {
        private int idleRounds;
        private volatile @Nullable Thread running;

        Io(Transport transport) {
            super(
                    null,
                    task -> {
                        Thread thread = new FastThreadLocalThread(task, name);
                        thread.setDaemon(false);
                        return thread;
                    },
                    transport.handlers());
        }

        void start() {
            execute(() -> {});
        }

        void wakeUp() {
            wakeup(false);
        }

        void stop() {
            Future<?> ended = shutdownGracefully(0, CLOSE_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            if (inEventLoop()) {
                return;
            }
            try {
                if (!ended.await(CLOSE_LIMIT.toMillis())) {
                    LOG.log(WARNING, "loop " + name + " still runs a task " + CLOSE_LIMIT + " after it was closed");
                }
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        protected void run() {
            running = Thread.currentThread();
            try {
                super.run();
            } finally {
                running = null;
                end();
            }
        }

        @Override
        @SuppressWarnings(
                "ThreadPriorityCheck") // lets readers and writers on the same core go on; nothing relies on it
        protected int runIo() {
            if (idleRounds == IDLE_ROUNDS) {
                tasks.sleep();
            }
            recent = false;
            int handled = super.runIo();
            tasks.awake();
            if (turn() || handled > 0) {
                idleRounds = 0;
            } else {
                idleRounds = Math.min(idleRounds + 1, IDLE_ROUNDS);
            }
            Thread.yield();
            return handled;
        }

        @Override
        protected boolean hasTasks() {
            return !tasks.maySleep() || super.hasTasks();
        }

        @Override
        protected long delayNanos(long currentTimeNanos) {
            long delayNs = super.delayNanos(currentTimeNanos);
            return timers.isEmpty() ? delayNs : Math.clamp(timers.earliestNs() - currentTimeNanos, 0, delayNs);
        }

        /** {@return when to wake up, on Netty's clock, or -1} Epoll sets its timer anew only if this has changed. */
        @Override
        protected long deadlineNanos() {
            long deadlineNs = super.deadlineNanos();
            if (timers.isEmpty()) {
                return deadlineNs;
            }
            long timerNs = Math.max(0, timers.earliestNs() - ticker().initialNanoTime());
            return deadlineNs < 0 ? timerNs : Math.min(deadlineNs, timerNs);
        }

        @Override
        protected void reportActiveIoTime(long activeNanos) {
            super.reportActiveIoTime(activeNanos);
            tookAtOnce(activeNanos);
        }
    }
}
