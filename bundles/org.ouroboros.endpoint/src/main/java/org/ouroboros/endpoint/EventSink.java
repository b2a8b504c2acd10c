// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint;

import org.ouroboros.api.FlowEvent;

/** Where the events of a flow go. Called on the thread that causes an event; must not block. */
interface EventSink {
    /** Says that packets may have arrived: those that the {@link Backlog} does not know of are news. */
    void arrived();

    /** Takes an event of any other kind than {@link FlowEvent.Kind#PACKET}. */
    void raise(FlowEvent.Kind kind);

    /** Says that the flow was deallocated at this end, and that no event follows. */
    void ended();
}
