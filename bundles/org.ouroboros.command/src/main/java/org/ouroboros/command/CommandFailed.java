// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.command;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.ouroboros.api.text.PlainText;

/** A command that was not carried out; the message is the one line that the operator reads. */
public final class CommandFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Describes a failure.
     *
     * @param message the thing, the value, and what would work
     */
    public CommandFailed(String message) {
        this(message, null);
    }

    /**
     * Describes a failure that has a cause.
     *
     * @param message the thing, the value, and what would work
     * @param cause what caused it
     */
    public CommandFailed(String message, @Nullable Throwable cause) {
        super(PlainText.of(message), cause, false, false);
    }

    /**
     * Describes a choice that there is not.
     *
     * @param problem the thing and the value
     * @param choices what would work
     * @return a failure that names the choices
     */
    public static CommandFailed choose(String problem, List<String> choices) {
        return new CommandFailed(
                problem + (choices.isEmpty() ? "; there is none" : "; use one of " + String.join(", ", choices)));
    }

    /** {@return the message alone, since this is what a session prints} */
    @Override
    @SuppressWarnings("OverrideThrowableToString")
    public String toString() {
        return String.valueOf(getMessage());
    }
}
