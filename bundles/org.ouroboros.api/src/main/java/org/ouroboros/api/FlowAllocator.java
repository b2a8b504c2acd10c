// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.api;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Allocates flows by name: a service, of which each bundle gets its own. When the bundle stops, or lets go of its last use of
 * the service, its flows are deallocated.
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
     * @throws IllegalArgumentException if the name is too long or the time-out is not positive
     * @throws IllegalStateException if the calling thread holds a loop, as that of a {@link FlowListener} may
     * @throws InterruptedException if the thread was interrupted; the allocation is given up
     */
    Flow allocate(String name, QosSpec qos, Duration timeout) throws InterruptedException;

    /**
     * Asks for a flow without waiting.
     *
     * @param name the name to reach, 1..255 bytes
     * @param qos what the flow must do
     * @param timeout how long the allocation may take, positive
     * @return completes with the flow, or with {@link FlowRefused}; who completes it otherwise, by cancelling or by a time-out
     *     of his own, gives the allocation up
     * @throws IllegalArgumentException if the name is too long or the time-out is not positive
     */
    CompletableFuture<Flow> request(String name, QosSpec qos, Duration timeout);

    /** {@return a new, empty set} */
    FlowSet newFlowSet();
}
