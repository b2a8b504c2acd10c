// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.ouroboros.api.Flow;
import org.ouroboros.api.FlowAllocator;
import org.ouroboros.api.FlowSet;
import org.ouroboros.api.QosSpec;

/** The allocator of a set that is not asked for flows. */
final class NoAllocator implements FlowAllocator {
    @Override
    public Flow allocate(String name, QosSpec qos, Duration timeout, byte[] data) {
        throw new UnsupportedOperationException();
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
