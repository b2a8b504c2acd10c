// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.shell;

import java.util.List;
import java.util.Optional;
import org.ouroboros.command.Completion;
import org.ouroboros.command.Form;
import org.ouroboros.command.Manual;

/**
 * Some of the ways to call a command: those that begin with the same words.
 *
 * @param path the words
 * @param forms the ways
 */
record Topic(String path, List<Form> forms) {
    /** {@return all ways to call a command} */
    static Topic of(Manual manual) {
        return new Topic(manual.name(), manual.forms());
    }

    /** {@return the ways that go on with a word, which may be abbreviated; empty if there is none} */
    Optional<Topic> below(String word) {
        return new Abbreviation(word).of(words()).map(this::narrowed);
    }

    /** {@return the words that the ways go on with, each with what it leads to} */
    List<Completion> next() {
        return words().stream()
                .map(word -> new Completion(word, narrowed(word).summary()))
                .toList();
    }

    /** {@return the words that the ways go on with} */
    List<String> words() {
        return forms.stream()
                .map(Form::command)
                .filter(command -> command.startsWith(path + " "))
                .map(command -> command.substring(path.length() + 1).split(" ", 2)[0])
                .distinct()
                .toList();
    }

    private Topic narrowed(String word) {
        String longer = path + " " + word;
        return new Topic(
                longer,
                forms.stream()
                        .filter(form -> (form.command() + " ").startsWith(longer + " "))
                        .toList());
    }

    private String summary() {
        return forms.size() == 1 ? forms.getFirst().summary() : "";
    }
}
