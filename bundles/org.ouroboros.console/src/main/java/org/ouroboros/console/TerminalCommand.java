// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.console;

import java.util.List;
import org.apache.felix.gogo.runtime.Reflective;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Function;
import org.jspecify.annotations.Nullable;

/**
 * A command of Gogo's that fills the screen, reads keys or asks the line editor; a session without a terminal is refused.
 *
 * @param name its name, which is that of a method
 * @param commands has the method
 */
record TerminalCommand(String name, Object commands) implements Function {
    /** The variable of a session in which Gogo's commands look for the line editor; a prompt alone has one. */
    static final String EDITOR = ".reader";

    @Override
    public @Nullable Object execute(CommandSession session, List<Object> arguments) throws Exception {
        if (session.get(EDITOR) == null) {
            throw new IllegalStateException(name + " needs a terminal; ./ouroboros shell in one has it");
        }
        return Reflective.invoke(session, commands, name, arguments);
    }
}
