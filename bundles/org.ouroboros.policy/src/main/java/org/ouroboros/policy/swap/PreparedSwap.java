// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.policy.swap;

import java.time.Duration;
import org.osgi.annotation.versioning.ProviderType;
import org.ouroboros.api.irm.SwapStep;
import org.ouroboros.loop.IpcpLoop;

/**
 * The exchange of the policy in one slot. Its life is <em>commit, accept</em>, or <em>commit, roll back</em>, or <em>abandon</em>. Only for
 * one that holds the {@link #loop()}, but for that and {@link #step()}; whatever is done in one task there is done between two packets.
 */
@ProviderType
public interface PreparedSwap {
    /** {@return what it does} */
    SwapStep step();

    /** {@return the loop of the slot} */
    IpcpLoop loop();

    /**
     * Says what else is to be taken back, in the same task, should the slot take the exchange back by itself: when its policy leaves.
     *
     * @param others rolls them back
     */
    void takesBack(Runnable others);

    /**
     * Has the successor take over. The predecessor is kept.
     *
     * @return the time for which packets waited
     * @throws SlotClosed if the slot is gone
     * @throws RuntimeException saying why the predecessor is still in use; the exchange is over then
     */
    Duration commit();

    /** {@return how the successor does} */
    Vitals vitals();

    /** Closes the predecessor, unless the exchange is over. */
    void accept();

    /**
     * Has the predecessor take over again, and closes the successor, unless the exchange is over.
     *
     * @param why for people
     * @return whether the predecessor is in use
     */
    boolean rollBack(String why);

    /** Gives the exchange up before it was committed: closes the successor. */
    void abandon();
}
