// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.loop;

import org.osgi.annotation.versioning.ConsumerType;
import org.ouroboros.api.irm.LoopInfo;

/** Is told of loops that stand still. Called on a thread of its own, which it must not hold up. */
@ConsumerType
public interface LoopWatcher {
    /**
     * Takes note that something does not return on a loop.
     *
     * @param loop the loop, which says what holds it up
     */
    void heldUp(LoopInfo loop);

    /**
     * Takes note that it has returned.
     *
     * @param loop the loop, which goes on
     * @param outcome what had held it up, and for how long, for people
     */
    void goesOn(LoopInfo loop, String outcome);
}
