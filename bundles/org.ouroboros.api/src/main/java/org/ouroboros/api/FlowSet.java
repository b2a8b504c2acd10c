// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.api;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Collects the events of many flows for a thread that serves them all (end-to-end specification, section 1.6).
 *
 * <p>A flow is in at most one set. Events wait in the set until they are taken, in the order in which flows became ready;
 * the set grows with the number of its flows, never with the number of events. Any thread may call any method.
 */
@ProviderType
public interface FlowSet extends AutoCloseable {
    /**
     * Puts a flow into the set, until it is taken out or deallocated at this end. Messages that already wait raise one
     * {@link FlowEvent.Kind#PACKET} each.
     *
     * @param flow a flow of this system
     * @throws IllegalStateException if the flow is in a set already, or this set is closed
     */
    void add(Flow flow);

    /**
     * Takes a flow out, with its events. No effect if it is not in the set.
     *
     * @param flow the flow
     */
    void remove(Flow flow);

    /** {@return the flows that are in the set now} */
    Set<Flow> flows();

    /**
     * Asks for a flow that joins the set when it is there, which raises {@link FlowEvent.Kind#ALLOCATED}.
     *
     * @param name the name to reach
     * @param qos what the flow must do
     * @param timeout how long the allocation may take
     * @return completes with the flow, or with {@link FlowRefused}, also if the set is closed by then; cancelling it gives the
     *     allocation up
     */
    CompletableFuture<Flow> request(String name, QosSpec qos, Duration timeout);

    /**
     * Takes the next event, waiting for one.
     *
     * @param timeout longest wait; zero only looks
     * @return the event, or empty when the time was over or the set was closed
     * @throws InterruptedException if the thread was interrupted while waiting
     */
    Optional<FlowEvent> next(Duration timeout) throws InterruptedException;

    /** Lets go of all flows, which stay allocated, and wakes those who wait. Idempotent. */
    @Override
    void close();
}
