// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.app.simulation;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.ouroboros.api.Flow;
import org.ouroboros.api.FlowAllocator;
import org.ouroboros.api.FlowRefused;
import org.ouroboros.api.FlowSet;
import org.ouroboros.api.QosSpec;

/**
 * Hands out one flow, to whoever asks for its name, and refuses all others.
 *
 * @param flow the flow
 */
public record OneFlowAllocator(Flow flow) implements FlowAllocator {
    @Override
    public Flow allocate(String name, QosSpec qos, Duration timeout, byte[] data) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        if (!name.equals(flow.name())) {
            throw new FlowRefused(FlowRefused.Reason.UNKNOWN_NAME, "no name '" + name + "' is known");
        }
        return flow;
    }

    @Override
    public CompletableFuture<Flow> request(String name, QosSpec qos, Duration timeout, byte[] data) {
        throw new UnsupportedOperationException();
    }

    @Override
    public FlowSet newFlowSet() {
        throw new UnsupportedOperationException();
    }
}
