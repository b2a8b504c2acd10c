// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.benchmarks;

import java.util.concurrent.locks.LockSupport;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What {@link FlowRoundTrip} is held against: two threads that hand one variable over, there and back. */
@State(Scope.Thread)
public class HandOver {
    private final Spin clientSpin = Apart.make(Spin::new);
    private final Spin serverSpin = Apart.make(Spin::new);
    private volatile boolean theirs;
    private Thread client;
    private Partner server;

    /** Starts the server. */
    @Setup
    public void open(Waiting waiting) {
        Apart.settle();
        client = Thread.currentThread();
        server = new Partner(() -> {}, () -> serve(waiting));
    }

    private void serve(Waiting waiting) throws InterruptedException {
        if (theirs) {
            theirs = false;
            wake(client, waiting);
        } else {
            await(waiting, serverSpin);
        }
    }

    /** Hands over, and waits until it is handed back. */
    @Benchmark
    public void turn(Waiting waiting) throws InterruptedException {
        theirs = true;
        wake(server.thread(), waiting);
        while (theirs) {
            await(waiting, clientSpin);
        }
    }

    private static void wake(Thread other, Waiting waiting) {
        if (!waiting.spins()) {
            LockSupport.unpark(other);
        }
    }

    private void await(Waiting waiting, Spin spin) throws InterruptedException {
        if (waiting.spins()) {
            spin.once();
        } else {
            LockSupport.park(this);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }

    /** Stops the server. */
    @TearDown
    public void close() throws Exception {
        server.stop();
    }
}
