// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.host;

import org.jspecify.annotations.Nullable;

/**
 * A swap that was not carried out; the slot is as it was. The message names the slot, the policy, the reason and the
 * policies that are installed.
 */
public final class PolicyRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PolicyRefused(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
