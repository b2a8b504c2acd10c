// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.api.irm;

import java.util.Locale;

/** How far a swap is. */
public enum SwapState {
    /** Successors are being opened; nothing was changed. */
    PREPARING,
    /** The policy was not put in use; nothing was changed. */
    REFUSED,
    /** The policy is in use, and the one before it is kept. */
    WATCHED,
    /** The policy is in use, and the one before it is closed. */
    ACCEPTED,
    /** The policy was in use, and the one before it is again. */
    ROLLED_BACK;

    /** {@return the state as people read it} */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** {@return whether the swap is over} */
    public boolean ended() {
        return this != PREPARING && this != WATCHED;
    }
}
