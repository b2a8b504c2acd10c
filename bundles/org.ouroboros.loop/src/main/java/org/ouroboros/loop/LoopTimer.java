// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.loop;

import org.osgi.annotation.versioning.ProviderType;

/** A task that its loop runs after a delay. Confined to the loop. */
@ProviderType
public interface LoopTimer {
    /**
     * Sets the timer off once, in place of an earlier setting.
     *
     * @param delayNs time from now in nanoseconds; 0 or less means soon after the task at hand
     */
    void arm(long delayNs);

    /** Takes the setting back. Idempotent. */
    void cancel();

    /** {@return whether the timer will go off} */
    boolean armed();
}
