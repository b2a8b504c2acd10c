// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.api;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Takes the flows that others allocate to the names bound to it: a server, registered as a service.
 *
 * <p>Each registered service is a <em>process</em>; its number is its {@code service.id}, its <em>program</em> the symbolic
 * name of the bundle that registered it. Which names reach it is decided from outside, by binding names to its program or
 * its process. The service property {@link #LIMIT} bounds how many flows it holds at a time.
 */
@ConsumerType
@FunctionalInterface
public interface FlowAcceptor {
    /**
     * Service property: flows this process holds at most at a time, an Integer or, where an operator set it in a file, text. It
     * may change while the service is registered.
     */
    String LIMIT = "ouroboros.acceptor.limit";

    /**
     * Service property (Integer): what holds where {@link #LIMIT} is not there, or is something that cannot be used; without it
     * there is no limit then.
     */
    String DEFAULT_LIMIT = "ouroboros.acceptor.limit.default";

    /**
     * Answers what the application of a peer says while it asks for a flow, before there is the flow. Called on a virtual thread, only if
     * it says something, and after the peer has proved who it is, where it must. It may take a second.
     *
     * @param offer the flow that is asked for
     * @return what is answered, at most {@link FlowOffer#MOST_DATA} bytes; by default nothing
     * @throws Exception if the flow is refused
     */
    default byte[] answer(FlowOffer offer) throws Exception {
        return new byte[0];
    }

    /**
     * Takes one flow, on a virtual thread of its own. The flow belongs to the process until it is deallocated, whenever this
     * method returns; if it throws, the flow is deallocated for it.
     *
     * @param flow the new flow
     * @throws Exception if the flow cannot be served; logged
     */
    void accept(Flow flow) throws Exception;
}
