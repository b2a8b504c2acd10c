// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.shell;

import java.io.PrintStream;
import java.util.List;
import org.ouroboros.api.irm.Irm;
import org.ouroboros.shell.Syntax.Kind;

/**
 * A command that can be carried out.
 *
 * @param keyword its last keyword
 * @param syntax what follows the keyword
 * @param summary what it does, for the help
 * @param action does it
 */
record Verb(String keyword, Syntax syntax, String summary, Action action) implements Command {
    /** What a verb does. */
    @FunctionalInterface
    interface Action {
        /**
         * Carries the command out.
         *
         * @param arguments what followed the keyword, checked against the syntax
         * @param irm where it is carried out
         * @param out takes the output, if there is any
         */
        void run(Arguments arguments, Irm irm, PrintStream out);
    }

    /** {@return the command line of this verb} */
    String usage(String path) {
        return path + syntax.usage();
    }

    /**
     * Carries the command out.
     *
     * @param path the keywords up to and with this one
     * @param words what follows them
     * @param irm where it is carried out
     * @param out takes the output
     * @throws CommandFailed if the words do not fit
     */
    void run(String path, List<String> words, Irm irm, PrintStream out) {
        List<String> typeOptions = syntax.of(Kind.TYPE_OPTION).isEmpty()
                ? List.of()
                : InstalledTypes.of(irm).optionNames();
        action.run(Arguments.parse(usage(path), syntax, words, typeOptions), irm, out);
    }
}
