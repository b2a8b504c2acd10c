// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.api.irm;

import java.util.List;

/**
 * A swap in all members of a layer that was made, or tried.
 *
 * @param spec what was asked for
 * @param state how far it is
 * @param members the members of the layer
 * @param outcome how it ended and why, or what it waits for, for people
 */
public record LayerSwapInfo(LayerSwapSpec spec, SwapState state, List<LayerSwapMember> members, String outcome) {
    /** Copies the members. */
    public LayerSwapInfo {
        members = List.copyOf(members);
    }
}
