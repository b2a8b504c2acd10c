// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.api.irm;

import java.util.List;

/**
 * What a swap in all members of a layer would do, found out by asking them.
 *
 * @param spec the swap
 * @param members the members, in the order in which the policy would be put in use
 */
public record LayerSwapPlan(LayerSwapSpec spec, List<LayerSwapMember> members) {
    /** Copies the members. */
    public LayerSwapPlan {
        members = List.copyOf(members);
    }

    /** {@return whether the policy would be put in use, and in every member that is not left alone} */
    public boolean possible() {
        return members.stream()
                        .noneMatch(member -> member.part() == LayerSwapMember.Part.REFUSES
                                || member.part() == LayerSwapMember.Part.SILENT)
                && members.stream().anyMatch(member -> member.part() == LayerSwapMember.Part.TAKES_PART);
    }
}
