// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.console;

import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;
import org.jspecify.annotations.Nullable;
import org.ouroboros.command.CommandCompleter;

/** What is offered at a prompt: what the shell knows of its commands, or their names while it is away. */
final class CommandCompletion implements Completer {
    private final Supplier<@Nullable CommandCompleter> shell;
    private final Supplier<Set<String>> functions;

    /**
     * @param shell asked for each completion
     * @param functions the commands that there are, as {@code scope:name}
     */
    CommandCompletion(Supplier<@Nullable CommandCompleter> shell, Supplier<Set<String>> functions) {
        this.shell = shell;
        this.functions = functions;
    }

    @Override
    public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
        List<String> before = line.words().subList(0, line.wordIndex());
        String prefix = line.word().substring(0, line.wordCursor());
        CommandCompleter present = shell.get();
        if (present != null) {
            present.complete(before, prefix)
                    .forEach(offered -> candidates.add(candidate(offered.word(), offered.description())));
        } else if (before.isEmpty()) {
            functions.get().stream()
                    .map(function -> function.substring(function.indexOf(':') + 1))
                    .filter(name -> name.startsWith(prefix))
                    .distinct()
                    .forEach(name -> candidates.add(candidate(name, "")));
        }
    }

    private static Candidate candidate(String word, String description) {
        return new Candidate(word, word, null, description.isEmpty() ? null : description, null, null, true);
    }
}
