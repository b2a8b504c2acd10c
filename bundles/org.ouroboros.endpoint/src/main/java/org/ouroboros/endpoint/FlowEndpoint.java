// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint;

import org.ouroboros.api.FlowState;

/** One end of a flow, whatever its user, as its system keeps track of it. Any thread, but for {@link #deallocate}. */
public interface FlowEndpoint {
    /** {@return the state of the flow at this end} */
    FlowState state();

    /** {@return what passed at this end so far} */
    FlowCounters counters();

    /** {@return the policies that protect the flow, innermost first; empty when there are none} */
    String policies();

    /** Releases this end. On the loop, or by the application that holds it. Idempotent. */
    void deallocate();
}
