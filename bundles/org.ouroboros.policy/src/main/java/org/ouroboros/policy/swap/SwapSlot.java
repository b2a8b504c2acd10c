// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.policy.swap;

import java.util.concurrent.CompletableFuture;
import org.osgi.annotation.versioning.ProviderType;
import org.ouroboros.api.irm.SlotInfo;
import org.ouroboros.api.irm.SwapStep;

/** A place where a policy is in use and can be replaced. Any thread; futures complete on the loop of the slot. */
@ProviderType
public interface SwapSlot {
    /** {@return the slot as it is now} */
    SlotInfo info();

    /**
     * Says what a policy would do here, by preparing it and giving it up.
     *
     * @param policy name of the policy
     * @return completes with what it would do, and why not if it refuses
     */
    CompletableFuture<SwapStep> plan(String policy);

    /**
     * Prepares a policy to take over. Other requests of the slot wait until the exchange is over.
     *
     * @param policy name of the policy
     * @return completes with the exchange, owned by the caller, or with the reason why there is none, {@link SlotClosed} among them; then
     *     nothing was changed
     */
    CompletableFuture<PreparedSwap> prepare(String policy);
}
