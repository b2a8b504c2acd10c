// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.api;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Allocates flows by name: a service, of which each bundle gets its own, so that its flows are reclaimed when it stops.
 */
@ProviderType
public interface FlowAllocator {
    /** Time-out of an allocation for callers without an opinion: 20 s. */
    Duration DEFAULT_TIMEOUT = Duration.ofSeconds(20);

    /**
     * Allocates a flow and waits until the peer accepted.
     *
     * @param name the name to reach, 1..255 bytes
     * @param qos what the flow must do
     * @param timeout how long the allocation may take, positive
     * @return the flow, owned by the caller
     * @throws FlowRefused if there is no flow; {@link FlowRefused#reason()} says why
     * @throws InterruptedException if the thread was interrupted; the allocation is given up
     */
    Flow allocate(String name, QosSpec qos, Duration timeout) throws InterruptedException;

    /**
     * Asks for a flow without waiting.
     *
     * @param name the name to reach, 1..255 bytes
     * @param qos what the flow must do
     * @param timeout how long the allocation may take, positive
     * @return completes with the flow, or with {@link FlowRefused}; cancelling it gives the allocation up
     */
    CompletableFuture<Flow> request(String name, QosSpec qos, Duration timeout);

    /** {@return a new, empty set} */
    FlowSet newFlowSet();
}
