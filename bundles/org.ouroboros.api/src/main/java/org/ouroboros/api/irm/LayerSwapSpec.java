// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.api.irm;

import java.time.Duration;

/**
 * A swap in all members of a layer that is asked for: another policy in place of the one in use, in all of them or in none.
 *
 * @param layer name of a layer that this system has a member of
 * @param kind kind of the policy, such as {@code routing}
 * @param policy name of a policy of that kind that is installed in the systems of all members
 * @param watch how long the policy is watched once it is in use everywhere, at most {@link SwapSpec#LONGEST_WATCH}
 * @param by who asks, for the logs of all systems
 */
public record LayerSwapSpec(String layer, String kind, String policy, Duration watch, String by) {
    /** Checks the watch. */
    public LayerSwapSpec {
        SwapSpec.requireWatch(watch);
    }
}
