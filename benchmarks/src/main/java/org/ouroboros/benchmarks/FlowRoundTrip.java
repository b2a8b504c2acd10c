// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.benchmarks;

import java.nio.ByteBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.ouroboros.api.Flow;

/** One message there and back over a flow, between two threads. */
@State(Scope.Thread)
public class FlowRoundTrip {
    private ShippedSystem system;
    private End client;
    private Partner server;

    /** Starts the system, and a server that waits as the client does. */
    @Setup
    public void open(Waiting waiting) throws Exception {
        system = ShippedSystem.start();
        FlowPair ends = system.connect("round-trip");
        client = new End(ends.client(), waiting.spins());
        End other = new End(ends.server(), waiting.spins());
        Apart.settle();
        server = new Partner(ends.server(), other::answer);
    }

    /** {@return bytes of the answer} */
    @Benchmark
    public int turn() throws InterruptedException {
        return client.ask();
    }

    /** Stops both. */
    @TearDown
    public void close() throws Exception {
        server.stop();
        system.stop();
    }

    /** One end of the flow, and the thread that uses it. */
    private static final class End {
        private final ByteBuffer message = Apart.make(() -> ByteBuffer.allocate(LocalBench.ROOM_BYTES));
        private final Spin spin = Apart.make(Spin::new);
        private final Flow flow;
        private final boolean spins;

        End(Flow flow, boolean spins) {
            this.flow = flow;
            this.spins = spins;
        }

        int ask() throws InterruptedException {
            flow.write(message.clear().limit(LocalBench.MESSAGE_BYTES));
            return receive();
        }

        void answer() throws InterruptedException {
            receive();
            flow.write(message.flip());
        }

        private int receive() throws InterruptedException {
            message.clear();
            if (!spins) {
                return flow.read(message);
            }
            int count = flow.tryRead(message);
            while (count == Flow.WOULD_BLOCK) {
                spin.once();
                count = flow.tryRead(message);
            }
            return count;
        }
    }
}
