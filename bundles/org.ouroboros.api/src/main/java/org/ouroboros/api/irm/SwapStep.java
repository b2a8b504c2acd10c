// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.api.irm;

import java.time.Duration;
import java.util.Optional;

/**
 * What a swap does in one slot.
 *
 * @param slot what the slot belongs to, such as {@code IPCP a}
 * @param kind kind of the policy
 * @param from the policy in use before, with its bundle and version
 * @param to the policy in use afterwards, with its bundle and version
 * @param component class of the component that takes over
 * @param flows flows that the policy works for
 * @param state what is handed over, for people
 * @param gap how long packets of the IPCP wait: before the swap what is expected, afterwards what it was
 * @param refusal why the policy does not take over here, if it does not
 */
public record SwapStep(
        String slot,
        String kind,
        String from,
        String to,
        String component,
        int flows,
        String state,
        Duration gap,
        Optional<String> refusal) {
    /**
     * The step as it was carried out.
     *
     * @param measured how long packets waited
     * @return the same step with that gap
     */
    public SwapStep took(Duration measured) {
        return new SwapStep(slot, kind, from, to, component, flows, state, measured, refusal);
    }
}
