// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.api.irm;

import java.util.List;

/**
 * What a swap would do, found out by preparing it and giving it up.
 *
 * @param spec the swap
 * @param steps what it would do, a slot each, in the order in which it would
 */
public record SwapPlan(SwapSpec spec, List<SwapStep> steps) {
    /** Copies the steps. */
    public SwapPlan {
        steps = List.copyOf(steps);
    }

    /** {@return whether every policy would take over} */
    public boolean possible() {
        return steps.stream().allMatch(step -> step.refusal().isEmpty());
    }
}
