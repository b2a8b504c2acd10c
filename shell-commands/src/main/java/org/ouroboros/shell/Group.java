// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.shell;

import java.util.List;
import java.util.stream.Stream;
import org.ouroboros.command.CommandFailed;

/**
 * A keyword that further keywords follow.
 *
 * @param keyword the keyword
 * @param keywords what may follow, in the order in which abbreviations are tried
 */
record Group(String keyword, List<Keyword> keywords) implements Keyword {
    Group(String keyword, Keyword... keywords) {
        this(keyword, List.of(keywords));
    }

    /**
     * Finds the keyword that words ask for.
     *
     * @param path the keywords up to this one
     * @param words what follows them
     * @return the keyword that the first word stands for
     * @throws CommandFailed if there is none
     */
    Keyword next(String path, List<String> words) {
        if (words.isEmpty()) {
            throw choose(path + ": a command is missing");
        }
        String word = words.getFirst();
        return new Abbreviation(word)
                .of(keywords, Keyword::keyword)
                .orElseThrow(() -> choose(path + ": unknown command '" + word + "'"));
    }

    /** {@return the verbs below this, in order} */
    Stream<Verb> verbs() {
        return keywords.stream().flatMap(next -> switch (next) {
            case Group group -> group.verbs();
            case Verb verb -> Stream.of(verb);
        });
    }

    private CommandFailed choose(String problem) {
        return CommandFailed.choose(
                problem, keywords.stream().map(Keyword::keyword).toList());
    }
}
