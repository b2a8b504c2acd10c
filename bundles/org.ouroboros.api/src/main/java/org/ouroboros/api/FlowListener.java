// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.api;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Takes the events of one flow as they happen.
 *
 * <p>Calls come one at a time, possibly from one thread after another: the one that caused the event, which may be the loop of a
 * layer or a thread of the peer that writes, or one that is telling this listener an earlier event. A listener is never called
 * within its own call, so two that answer each other do not recurse.
 */
@ConsumerType
@FunctionalInterface
public interface FlowListener {
    /**
     * Takes one event. Must not block and must not throw. {@link Flow#tryRead}, {@link Flow#tryWrite} and
     * {@link Flow#deallocate} are fine here; after the latter, no event of this end follows.
     *
     * @param event what happened
     */
    void onEvent(FlowEvent event);
}
