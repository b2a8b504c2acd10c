// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.api.irm;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A swap that was made, or tried.
 *
 * @param number its number in this system, from 1
 * @param spec what was asked for
 * @param begun when
 * @param state how far it is
 * @param prepared how long the preparation took
 * @param steps what it does, a slot each
 * @param outcome how it ended and why, or what it waits for, for people
 */
public record SwapInfo(
        long number,
        SwapSpec spec,
        Instant begun,
        SwapState state,
        Duration prepared,
        List<SwapStep> steps,
        String outcome) {
    /** Copies the steps. */
    public SwapInfo {
        steps = List.copyOf(steps);
    }

    /** {@return the longest time that packets waited in any of the slots} */
    public Duration gap() {
        return steps.stream().map(SwapStep::gap).max(Duration::compareTo).orElse(Duration.ZERO);
    }

    /**
     * The swap, gone on.
     *
     * @param now its state
     * @param why its outcome
     * @return the same swap in that state
     */
    public SwapInfo in(SwapState now, String why) {
        return new SwapInfo(number, spec, begun, now, prepared, steps, why);
    }
}
