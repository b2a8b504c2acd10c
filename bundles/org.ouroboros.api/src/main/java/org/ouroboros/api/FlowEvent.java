// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.api;

/**
 * Something that happened to a flow (end-to-end specification, section 1.6).
 *
 * @param flow the flow it happened to
 * @param kind what happened
 */
public record FlowEvent(Flow flow, Kind kind) {

    /** Kinds of events. */
    public enum Kind {
        /** A message can be read; one event per message. */
        PACKET,
        /** The flow was marked down. */
        DOWN,
        /** The flow was marked up again. */
        UP,
        /** A flow asked for through {@link FlowSet#request} is there. */
        ALLOCATED,
        /** The process at the other side released the flow. */
        DEALLOCATED,
        /** Nothing was heard of the peer for the time-out of the {@link QosSpec}. */
        PEER_DEAD
    }
}
