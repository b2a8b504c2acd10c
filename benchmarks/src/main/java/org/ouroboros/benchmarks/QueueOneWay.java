// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.benchmarks;

import java.nio.ByteBuffer;
import java.util.Queue;
import org.jctools.queues.SpscArrayQueue;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What {@link FlowOneWay} is held against: pooled buffers through a bare queue and back through another one, between threads that
 * spin. The bytes are copied in and out, too.
 */
@State(Scope.Thread)
public class QueueOneWay {
    private static final int CAPACITY = 1_024;

    private final ByteBuffer message = Apart.make(() -> ByteBuffer.allocate(LocalBench.MESSAGE_BYTES));
    private final ByteBuffer room = Apart.make(() -> ByteBuffer.allocate(LocalBench.MESSAGE_BYTES));
    private final Queue<byte[]> full = new SpscArrayQueue<>(CAPACITY);
    private final Queue<byte[]> empty = new SpscArrayQueue<>(CAPACITY);
    private final Spin reading = Apart.make(Spin::new);
    private final Spin writing = Apart.make(Spin::new);
    private Partner writer;

    /** Fills the pool and starts the writer. */
    @Setup
    public void open() {
        Apart.settle();
        for (int i = 0; i < CAPACITY; i++) {
            empty.add(new byte[LocalBench.MESSAGE_BYTES]);
        }
        writer = new Partner(() -> {}, this::write);
    }

    private void write() throws InterruptedException {
        byte[] buffer = empty.poll();
        if (buffer == null) {
            writing.once();
        } else {
            message.clear().get(buffer);
            full.add(buffer);
        }
    }

    /** {@return bytes of a message} */
    @Benchmark
    public int read() throws InterruptedException {
        byte[] buffer = full.poll();
        while (buffer == null) {
            reading.once();
            buffer = full.poll();
        }
        room.clear().put(buffer);
        empty.add(buffer);
        return buffer.length;
    }

    /** Stops the writer. */
    @TearDown
    public void close() throws Exception {
        writer.stop();
    }
}
