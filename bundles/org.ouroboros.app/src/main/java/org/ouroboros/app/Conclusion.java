// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.app;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.ouroboros.command.CommandFailed;
import org.ouroboros.command.Invocation;

/** How a client command ends: its result is printed once, whether it failed or not, for people or for programs. */
public final class Conclusion {
    private Conclusion() {}

    /**
     * Ends a command.
     *
     * @param invocation the call of the command
     * @param result how it went
     * @param text the same for people
     * @param problem why this is a failure, if it is one
     * @return what the command is to return: the result if the session wants JSON, which the shell then prints, else nothing
     * @throws CommandFailed if there is a problem; the result is printed before
     */
    public static @Nullable Record of(Invocation invocation, Record result, String text, Optional<String> problem) {
        if (problem.isPresent()) {
            invocation.report(result, text);
            throw new CommandFailed(problem.get());
        }
        if (invocation.json()) {
            return result;
        }
        invocation.out().println(text);
        return null;
    }
}
