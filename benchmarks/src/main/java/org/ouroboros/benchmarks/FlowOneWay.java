// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.benchmarks;

import java.nio.ByteBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.ouroboros.api.Flow;

/** Messages one way over a flow: one thread writes them as fast as the flow takes them, the other one reads. */
@State(Scope.Thread)
public class FlowOneWay {
    private final ByteBuffer message = Apart.make(() -> ByteBuffer.allocate(LocalBench.MESSAGE_BYTES));
    private final ByteBuffer room = Apart.make(() -> ByteBuffer.allocate(LocalBench.ROOM_BYTES));
    private ShippedSystem system;
    private Flow flow;
    private Partner writer;

    /** Starts the system and the writer. */
    @Setup
    public void open() throws Exception {
        Apart.settle();
        system = ShippedSystem.start();
        FlowPair ends = system.connect("one-way");
        flow = ends.server();
        writer = new Partner(ends.client(), () -> ends.client().write(message.clear()));
    }

    /** {@return bytes of a message} */
    @Benchmark
    public int read() throws InterruptedException {
        return flow.read(room.clear());
    }

    /** Stops both. */
    @TearDown
    public void close() throws Exception {
        writer.stop();
        system.stop();
    }
}
