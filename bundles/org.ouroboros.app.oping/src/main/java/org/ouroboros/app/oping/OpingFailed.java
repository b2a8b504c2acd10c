// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.app.oping;

import org.jspecify.annotations.Nullable;

/** A ping that did not do what was asked; the message is the one line that the operator reads. */
final class OpingFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OpingFailed(String message) {
        this(message, null);
    }

    OpingFailed(String message, @Nullable Throwable cause) {
        super(message, cause, false, false);
    }

    /** {@return the message alone, since this is what an interactive session prints} */
    @Override
    @SuppressWarnings("OverrideThrowableToString")
    public String toString() {
        return String.valueOf(getMessage());
    }
}
