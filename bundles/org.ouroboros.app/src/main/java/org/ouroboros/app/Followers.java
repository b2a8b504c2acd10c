// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.app;

import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.ouroboros.command.CommandFailed;
import org.ouroboros.command.Invocation;

/**
 * Those who follow what a server does: calls of its command, in any number of sessions. Thread-safe.
 *
 * <p>A server tells them what happens and never waits for them. Each has a queue of {@value #LINES} lines; one whose
 * session prints too slowly loses lines, and is told how many.
 */
public final class Followers implements AutoCloseable {
    private static final int LINES = 1_024;

    private final String server;
    private final List<Follower> followers = new CopyOnWriteArrayList<>();
    private volatile boolean closed;

    /**
     * Makes a place for followers, of whom there are none yet.
     *
     * @param server who is followed, for people
     */
    public Followers(String server) {
        this.server = server;
    }

    /** {@return whether it is worth to report anything} */
    public boolean any() {
        return !followers.isEmpty();
    }

    int count() {
        return followers.size();
    }

    /**
     * Tells all followers what happened. Does not wait.
     *
     * @param event what happened
     * @param text the same for people
     */
    public void report(Record event, String text) {
        followers.forEach(follower -> follower.offer(new Line(event, text)));
    }

    /**
     * Prints what the server does from now on, until the calling thread is interrupted.
     *
     * @param invocation the call of the command
     * @param wanted which events to print
     * @return nothing
     * @throws CommandFailed if the server stopped
     * @throws Exception if what was reported could not be printed
     */
    public @Nullable Object follow(Invocation invocation, Predicate<Record> wanted) throws Exception {
        Follower follower = new Follower(invocation, wanted);
        followers.add(follower);
        if (closed) {
            follower.end(); // close() may have missed it
        }
        try {
            Work.await("follower", follower::print, follower::end);
        } finally {
            followers.remove(follower);
        }
        if (closed) {
            throw new CommandFailed("the " + server + " stopped");
        }
        return null;
    }

    /** Sends the followers away: the server stops. */
    @Override
    public void close() {
        closed = true;
        followers.forEach(Follower::end);
    }

    private record Line(Record event, String text) {}

    /** What a follower lost because its session prints too slowly. */
    private record Lost(String event, long lines) {}

    /** One call of the command. Any thread offers; the thread that prints takes. */
    private final class Follower {
        private static final Line WAKE = new Line(new Lost("end", 0), "");

        private final Invocation invocation;
        private final Predicate<Record> wanted;
        private final BlockingQueue<Line> lines = new ArrayBlockingQueue<>(LINES);
        private final AtomicLong lost = new AtomicLong();
        private volatile boolean ended;

        Follower(Invocation invocation, Predicate<Record> wanted) {
            this.invocation = invocation;
            this.wanted = wanted;
        }

        void offer(Line line) {
            if (wanted.test(line.event()) && !lines.offer(line)) {
                lost.incrementAndGet();
            }
        }

        void end() {
            ended = true;
            lines.offer(WAKE); // no room: then the printer does not sleep
        }

        @Nullable
        Object print() throws InterruptedException {
            if (!invocation.json()) {
                invocation.out().println("Following the " + server + " until Ctrl-C.");
            }
            while (!ended) {
                Line line = lines.take();
                if (line != WAKE) {
                    invocation.report(line.event(), line.text());
                }
                long missed = lost.getAndSet(0);
                if (missed > 0) {
                    invocation.report(new Lost("lost", missed), missed + " lines lost: this session is too slow.");
                }
            }
            return null;
        }
    }
}
