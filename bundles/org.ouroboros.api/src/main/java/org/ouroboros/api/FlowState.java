// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.api;

/** What can be done with a flow. */
public enum FlowState {
    /** Messages pass. */
    UP,
    /** Marked down, by an end of the flow or because its layer failed; may come up again. */
    DOWN,
    /** Nothing was heard of the peer for the time-out of the {@link QosSpec}. Final. */
    PEER_DEAD,
    /** The process at the other side released the flow. Final. */
    PEER_DEALLOCATED,
    /** This side released the flow. Final. */
    DEALLOCATED
}
