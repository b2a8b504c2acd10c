// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.policy.balancing;

import java.util.OptionalLong;

/**
 * Policy-neutral state of the balancing of one name, carried from a policy to its successor.
 *
 * @param latest the process that got the latest flow, if there was one
 */
public record BalancingState(OptionalLong latest) {
    /** No flow yet. */
    public static final BalancingState NONE = new BalancingState(OptionalLong.empty());

    /**
     * State after a choice.
     *
     * @param process the process that got the flow
     * @return that state
     */
    public static BalancingState after(long process) {
        return new BalancingState(OptionalLong.of(process));
    }
}
