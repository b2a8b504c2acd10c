// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.shell;

import java.util.List;
import org.ouroboros.api.irm.IrmException;

/** A command that was not carried out; the message is the one line that the operator reads. */
final class CommandFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CommandFailed(String message) {
        super(message, null, false, false);
    }

    CommandFailed(IrmException cause) {
        super(cause.getMessage(), cause, false, false);
    }

    /** {@return a failure that names what would have worked} */
    static CommandFailed choose(String problem, List<String> choices) {
        return new CommandFailed(
                problem + (choices.isEmpty() ? "; there is none" : "; use one of " + String.join(", ", choices)));
    }

    /** {@return the message alone, since this is what an interactive session prints} */
    @Override
    @SuppressWarnings("OverrideThrowableToString")
    public String toString() {
        return String.valueOf(getMessage());
    }
}
