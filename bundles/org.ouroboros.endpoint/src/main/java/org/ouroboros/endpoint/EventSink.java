// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint;

import org.ouroboros.api.FlowEvent;

/** Where the events of a flow go. Called on the thread that causes an event; must not block. */
@FunctionalInterface
interface EventSink {
    void raise(FlowEvent.Kind kind);
}
