// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.benchmarks;

import java.nio.ByteBuffer;
import java.time.Duration;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.ouroboros.api.Flow;
import org.ouroboros.api.FlowAllocator;
import org.ouroboros.api.FlowDown;
import org.ouroboros.api.FlowState;
import org.ouroboros.api.QosSpec;

/** Flows of a local layer, allocated and deallocated; the server waits for a message and sees each flow end. */
@State(Scope.Benchmark)
public class FlowAllocation {
    private static final String NAME = "allocation";
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private ShippedSystem system;
    private FlowAllocator allocator;

    /** Starts the system and the server. */
    @Setup
    public void open() throws Exception {
        system = ShippedSystem.start();
        system.serve(NAME, FlowAllocation::serve);
        allocator = system.allocator();
    }

    private static void serve(Flow flow) throws InterruptedException {
        try (flow) {
            int read = flow.read(ByteBuffer.allocate(LocalBench.ROOM_BYTES));
            throw new IllegalStateException("nobody sends, but " + read + " bytes came");
        } catch (FlowDown end) {
            if (end.state() != FlowState.PEER_DEALLOCATED) {
                throw end;
            }
        }
    }

    /** Allocates one flow and deallocates it. */
    @Benchmark
    public void allocate() throws InterruptedException {
        allocator.allocate(NAME, QosSpec.RAW, LIMIT).deallocate();
    }

    /** Stops both. */
    @TearDown
    public void close() throws Exception {
        system.stop();
    }
}
