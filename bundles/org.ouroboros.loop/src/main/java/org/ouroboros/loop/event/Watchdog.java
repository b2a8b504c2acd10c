// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.loop.event;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.WARNING;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.ouroboros.api.irm.LoopInfo;
import org.ouroboros.loop.IpcpLoops;
import org.ouroboros.loop.LoopWatcher;

/**
 * Finds out when something that a loop calls does not return, and names it: gives the loop a task now and then, which must run soon, or else looks at
 * what its thread is doing. That costs ten tasks a second, and nothing for a packet.
 */
final class Watchdog implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Watchdog.class.getName());

    /** Between two looks. */
    private static final long LOOK_NS = TimeUnit.MILLISECONDS.toNanos(100);

    /** Time in which a loop has to run a task. */
    private static final long LIMIT_NS = TimeUnit.MILLISECONDS.toNanos(500);

    private final EventLoop loop;
    private final Culprits culprits;
    private final List<LoopWatcher> watchers = new CopyOnWriteArrayList<>();
    private final Thread thread;

    private volatile boolean beating; // given, and not run yet
    private volatile boolean closed;
    private long givenNs; // confined to the thread

    /**
     * Watches a loop.
     *
     * @param loop the loop
     * @param culprits names what is found on its thread
     */
    Watchdog(EventLoop loop, Culprits culprits) {
        this.loop = loop;
        this.culprits = culprits;
        this.thread =
                Thread.ofPlatform().name(loop.name() + "-watchdog").daemon().start(this::run);
    }

    /** Has somebody told; {@return ends that} */
    IpcpLoops.Watch watch(LoopWatcher watcher) {
        watchers.add(watcher);
        return () -> watchers.remove(watcher);
    }

    /** Ends, without waiting for a watcher. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }

    private void run() {
        try {
            while (!closed) {
                look();
                TimeUnit.NANOSECONDS.sleep(LOOK_NS);
            }
        } catch (InterruptedException | RejectedExecutionException ended) { // with the loop
            LOG.log(System.Logger.Level.DEBUG, "{0} is not watched any more", loop.name());
        }
    }

    private void look() {
        if (!beating) {
            goesOn();
            beating = true;
            givenNs = loop.nowNs();
            loop.execute(this::beat);
        } else if (loop.nowNs() - givenNs >= LIMIT_NS && !loop.isHeldUp()) {
            culprits.find(loop.stack())
                    .ifPresent(this::heldUp); // nobody is found if its thread merely got no processor
        }
    }

    private void beat() {
        beating = false;
    }

    private void heldUp(String culprit) {
        loop.heldUp(new EventLoop.HeldUp(culprit, givenNs));
        LOG.log(ERROR, "loop {0} is held up by {1}: what lives on it is down until that returns", loop.name(), culprit);
        LoopInfo info = loop.info();
        watchers.forEach(watcher -> tell(() -> watcher.heldUp(info)));
    }

    private void goesOn() {
        loop.goesOn().ifPresent(outcome -> {
            LOG.log(WARNING, "loop {0} goes on; it was held up by {1}", loop.name(), outcome);
            LoopInfo info = loop.info();
            watchers.forEach(watcher -> tell(() -> watcher.goesOn(info, outcome)));
        });
    }

    private void tell(Runnable news) {
        try {
            news.run();
        } catch (RuntimeException failure) {
            LOG.log(WARNING, "whoever watches loop " + loop.name() + " failed", failure);
        }
    }
}
