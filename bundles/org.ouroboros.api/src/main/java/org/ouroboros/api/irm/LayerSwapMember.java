// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.api.irm;

import java.util.List;

/**
 * A member of a layer in a swap of the whole layer.
 *
 * @param ipcp name of its IPCP, as its system says; empty if it did not say it
 * @param address its address in the layer
 * @param part its part in the swap
 * @param steps what the swap would do there; empty unless that was asked
 * @param remark why it has that part, or how far it is, for people
 */
public record LayerSwapMember(String ipcp, String address, Part part, List<SwapStep> steps, String remark) {
    /** What the swap comes to in a member. */
    public enum Part {
        /** The policy is put in use there. */
        TAKES_PART,
        /** It uses the policy already, and is left alone. */
        USES_IT,
        /** It is a member of the C prototype, and left as it is. */
        PROTOTYPE,
        /** It refuses. */
        REFUSES,
        /** It did not answer; nobody knows whether it takes part. */
        SILENT
    }

    /** Copies the steps. */
    public LayerSwapMember {
        steps = List.copyOf(steps);
    }

    /** {@return the name of its IPCP or, if that is not known, its address} */
    public String label() {
        return ipcp.isEmpty() ? address : ipcp;
    }
}
