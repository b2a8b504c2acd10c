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
    /** Service property (Integer): flows this process holds at most at a time; without it there is no limit. */
    String LIMIT = "ouroboros.acceptor.limit";

    /**
     * Takes one flow, on a virtual thread of its own. The flow belongs to the process until it is deallocated, whenever this
     * method returns; if it throws, the flow is deallocated for it.
     *
     * @param flow the new flow
     * @throws Exception if the flow cannot be served; logged
     */
    void accept(Flow flow) throws Exception;
}
