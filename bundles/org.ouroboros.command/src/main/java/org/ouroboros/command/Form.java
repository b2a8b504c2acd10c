// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.command;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A way to call a command.
 *
 * @param command the words that it begins with
 * @param summary what it does
 * @param operands words at their places
 * @param options words that may come in any order
 * @param examples at least one
 */
public record Form(
        String command, String summary, List<Operand> operands, List<Option> options, List<Example> examples) {

    /**
     * A command line that works.
     *
     * @param line what is typed
     * @param effect what it does
     */
    public record Example(String line, String effect) {}

    /** Copies the lists. */
    public Form {
        operands = List.copyOf(operands);
        options = List.copyOf(options);
        examples = List.copyOf(examples);
        if (examples.isEmpty()) {
            throw new IllegalArgumentException("no example for " + command);
        }
    }

    /** {@return the line that shows everything that may follow} */
    public String usage() {
        return Stream.of(
                        Stream.of(command),
                        operands.stream().map(Operand::usage),
                        options.stream().map(Option::usage))
                .flatMap(words -> words)
                .collect(Collectors.joining(" "));
    }
}
