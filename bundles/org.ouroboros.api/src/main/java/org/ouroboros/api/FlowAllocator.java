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
    default Flow allocate(String name, QosSpec qos, Duration timeout) throws InterruptedException {
        return allocate(name, qos, timeout, new byte[0]);
    }

    /**
     * Allocates a flow as {@link #allocate(String, QosSpec, Duration)} does, and says something to the application of the peer with that.
     * What it {@linkplain FlowAcceptor#answer answers} is in {@link Flow#peerData()}.
     *
     * @param name the name to reach, 1..255 bytes
     * @param qos what the flow must do
     * @param timeout how long the allocation may take, positive
     * @param data what is said, at most {@link FlowOffer#MOST_DATA} bytes. It goes in the clear; it is signed if there is a certificate
     *     for flows to that name. Members of the C prototype skip it
     * @return the flow, owned by the caller
     * @throws FlowRefused if there is no flow; of {@link FlowRefused.Reason#EXHAUSTED} if the layer does not carry so much data
     * @throws IllegalArgumentException if the name or the data is too long or the time-out is not positive
     * @throws IllegalStateException if the calling thread holds a loop, as that of a {@link FlowListener} may
     * @throws InterruptedException if the thread was interrupted; the allocation is given up
     */
    Flow allocate(String name, QosSpec qos, Duration timeout, byte[] data) throws InterruptedException;

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
    default CompletableFuture<Flow> request(String name, QosSpec qos, Duration timeout) {
        return request(name, qos, timeout, new byte[0]);
    }

    /**
     * Asks for a flow as {@link #request(String, QosSpec, Duration)} does, and says something to the application of the peer with that.
     *
     * @param name the name to reach, 1..255 bytes
     * @param qos what the flow must do
     * @param timeout how long the allocation may take, positive
     * @param data what is said, as with {@link #allocate(String, QosSpec, Duration, byte[])}
     * @return completes as that of {@link #request(String, QosSpec, Duration)}
     * @throws IllegalArgumentException if the name or the data is too long or the time-out is not positive
     */
    CompletableFuture<Flow> request(String name, QosSpec qos, Duration timeout, byte[] data);

    /** {@return a new, empty set} */
    FlowSet newFlowSet();
}
