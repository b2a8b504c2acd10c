// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.shell;

import java.util.List;

/**
 * A keyword that further commands follow.
 *
 * @param keyword the keyword
 * @param commands what may follow, in the order in which abbreviations are tried
 */
record Group(String keyword, List<Command> commands) implements Command {
    /**
     * Finds the command that words ask for.
     *
     * @param path the keywords up to this one
     * @param words what follows them
     * @return the command that the first word stands for
     * @throws CommandFailed if there is none
     */
    Command next(String path, List<String> words) {
        if (words.isEmpty()) {
            throw choose(path + ": a command is missing");
        }
        String word = words.getFirst();
        return new Abbreviation(word)
                .of(commands, Command::keyword)
                .orElseThrow(() -> choose(path + ": unknown command '" + word + "'"));
    }

    private CommandFailed choose(String problem) {
        return CommandFailed.choose(
                problem, commands.stream().map(Command::keyword).toList());
    }
}
