// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.ouroboros.command.Form;
import org.ouroboros.command.Form.Example;
import org.ouroboros.command.Need;
import org.ouroboros.command.Operand;
import org.ouroboros.command.Option;
import org.ouroboros.command.Subject;

/**
 * How {@code irm} reads a form: its options are keywords that may be abbreviated (end-to-end specification, section 5.7).
 */
final class Grammar {
    /** Stands for all options of the type of an IPCP. */
    static final Option TYPE_OPTION = new Option(
            List.of("OPTION"),
            "VALUE",
            Subject.ANYTHING,
            Need.REPEATED,
            "an option of the type; ouroboros:types lists them");

    /** Has a change forgotten when the system stops. */
    static final Option TRANSIENT = Option.flag("--transient", "does not keep the change: it is gone after a restart");

    /** The keyword that all remaining words follow. */
    static final Option ARGUMENTS = Option.valued("--", "ARGUMENT...", "arguments of the program, up to the end");

    private static final String KEYWORD_OF_TYPE_OPTION = TYPE_OPTION.name();

    private Grammar() {}

    /** A form as it is written: what follows the keywords in order, examples last. */
    static Form form(String command, String summary, Object... parts) {
        List<Operand> operands = new ArrayList<>();
        List<Option> options = new ArrayList<>();
        List<Example> examples = new ArrayList<>();
        for (Object part : parts) {
            switch (part) {
                case Operand operand -> operands.add(operand);
                case Option option -> options.add(option);
                case Example example -> examples.add(example);
                default -> throw new IllegalArgumentException(part + " is no part of a form");
            }
        }
        return new Form(command, summary, operands, options, examples);
    }

    static Operand operand(String label, Subject subject, String description) {
        return Operand.required(label, subject, description);
    }

    static Option required(String keyword, String label, Subject subject, String description) {
        return new Option(List.of(keyword), label, subject, Need.REQUIRED, description);
    }

    static Option optional(String keyword, String label, Subject subject, String description) {
        return Option.of(keyword, label, subject, description);
    }

    static Option repeated(String keyword, String label, Subject subject, String description) {
        return new Option(List.of(keyword), label, subject, Need.REPEATED, description);
    }

    /** {@return an example: a line, and what it does} */
    static Example example(String line, String effect) {
        return new Example(line, effect);
    }

    private record Candidate(String keyword, Option option) {}

    /**
     * Finds the option that a word starts. In a form with type options, a word that stands for nothing is one of them:
     * only the type can tell that it has no such option.
     *
     * @param form the form
     * @param word a keyword or an abbreviation
     * @param typeOptions the options of all types
     * @return the option, or empty
     */
    static Optional<Option> find(Form form, String word, List<String> typeOptions) {
        List<Candidate> candidates = form.options().stream()
                .flatMap(option -> keywords(option, typeOptions).map(keyword -> new Candidate(keyword, option)))
                .toList();
        return new Abbreviation(word)
                .of(candidates, Candidate::keyword)
                .map(Candidate::option)
                .or(() -> form.options().stream().filter(Grammar::isTypeOption).findFirst());
    }

    static boolean isTypeOption(Option option) {
        return option.name().equals(KEYWORD_OF_TYPE_OPTION);
    }

    private static Stream<String> keywords(Option option, List<String> typeOptions) {
        return isTypeOption(option) ? typeOptions.stream() : Stream.of(option.name());
    }
}
