// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.shell;

import java.io.PrintStream;
import java.util.List;

/** The command {@code irm help}: shows the command lines below a keyword. */
record Help() implements Command {
    @Override
    public String keyword() {
        return "help";
    }

    /**
     * Prints the usage lines of what words ask for.
     *
     * @param path the keywords up to and with the command that the words follow
     * @param command that command
     * @param words further keywords; none asks for all that there is below the command
     * @param out takes the lines
     */
    void print(String path, Command command, List<String> words, PrintStream out) {
        if (command instanceof Group group && !words.isEmpty()) {
            Command next = group.next(path, words);
            print(path + " " + next.keyword(), next, words.subList(1, words.size()), out);
        } else {
            print(path, command, out);
        }
    }

    private void print(String path, Command command, PrintStream out) {
        switch (command) {
            case Group group -> group.commands().forEach(next -> print(path + " " + next.keyword(), next, out));
            case Verb verb -> {
                out.println(verb.usage(path));
                out.println("    " + verb.summary());
            }
            case Help _ -> {
                out.println(path + " [KEYWORD...]");
                out.println("    shows command lines; any prefix of a keyword will do, and '*' needs its quotes");
            }
        }
    }
}
