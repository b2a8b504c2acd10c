// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.policy.swap;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.osgi.annotation.versioning.ProviderType;
import org.ouroboros.api.irm.SwapStep;

/**
 * The exchange of the policy in one slot. Its life is <em>commit, accept</em>, or <em>commit, roll back</em>, or <em>abandon</em>. Any
 * thread; futures complete on the loop of the slot.
 */
@ProviderType
public interface PreparedSwap {
    /** {@return what it does} */
    SwapStep step();

    /**
     * Has the successor take over, between two packets. The predecessor is kept.
     *
     * @return completes with the time for which packets waited, or with the reason why the predecessor is still in use; the exchange is
     *     over then
     */
    CompletableFuture<Duration> commit();

    /** {@return completes with how the successor does} */
    CompletableFuture<Vitals> vitals();

    /**
     * Closes the predecessor.
     *
     * @return completes when that is done, or the exchange was over before
     */
    CompletableFuture<Void> accept();

    /**
     * Has the predecessor take over again, between two packets, and closes the successor.
     *
     * @param why for people
     * @return completes with whether the predecessor is in use
     */
    CompletableFuture<Boolean> rollBack(String why);

    /** Gives the exchange up before it was committed: closes the successor. */
    void abandon();
}
