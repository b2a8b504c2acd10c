// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.policy.ipcp;

/** A request to an IPCP that it cannot carry out. The message names the value and what would work. */
public final class LayerRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Describes a refusal.
     *
     * @param message what was refused, and what would work
     */
    public LayerRefused(String message) {
        super(message);
    }
}
