// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.api;

import org.osgi.annotation.versioning.ConsumerType;

/** Takes the events of one flow as they happen. */
@ConsumerType
@FunctionalInterface
public interface FlowListener {
    /**
     * Takes one event. Called on the thread that caused it, which may be the loop of a layer or the peer's own: it must not
     * block and must not throw. {@link Flow#tryRead}, {@link Flow#tryWrite} and {@link Flow#deallocate} are fine here.
     *
     * @param event what happened
     */
    void onEvent(FlowEvent event);
}
