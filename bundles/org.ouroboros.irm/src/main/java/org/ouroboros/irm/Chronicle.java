// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import org.ouroboros.api.irm.SystemEvent;

/** Takes what happens in a system. Called on the loop, or where that stands still by whoever finds out; never blocks, never throws. */
@FunctionalInterface
interface Chronicle {
    /**
     * Takes an event.
     *
     * @param event what kind it is
     * @param subject name of the object that it is about
     * @param message what happened, in a sentence
     */
    void tell(SystemEvent event, String subject, String message);
}
