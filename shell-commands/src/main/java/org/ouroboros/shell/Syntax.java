// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.shell;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What may follow the keyword of a verb: first the positional words, then keywords and their values in any order.
 *
 * @param parameters the parts, in the order in which abbreviations are tried
 */
record Syntax(List<Parameter> parameters) {

    /** How a parameter is given. */
    enum Kind {
        /** A word at its place. */
        POSITIONAL,
        /** A keyword with a value, once. */
        REQUIRED,
        /** A keyword with a value, at most once. */
        OPTIONAL,
        /** A keyword with a value, any number of times. */
        REPEATED,
        /** A keyword alone. */
        FLAG,
        /** Any option of a type of IPCP, with a value. */
        TYPE_OPTION,
        /** A keyword that all remaining words follow. */
        REST
    }

    /**
     * A part of a syntax.
     *
     * @param kind how it is given
     * @param keyword its keyword, or what stands for it in the usage line
     * @param value what stands for its value in the usage line; empty when it has none
     */
    record Parameter(Kind kind, String keyword, String value) {
        private String usage() {
            return switch (kind) {
                case POSITIONAL -> keyword;
                case REQUIRED -> keyword + " " + value;
                case OPTIONAL -> "[" + keyword + " " + value + "]";
                case REPEATED, TYPE_OPTION -> "[" + keyword + " " + value + "]...";
                case FLAG -> "[" + keyword + "]";
                case REST -> "[" + keyword + " " + value + "...]";
            };
        }

        private Stream<Candidate> candidates(List<String> typeOptions) {
            return switch (kind) {
                case POSITIONAL -> Stream.empty();
                case TYPE_OPTION -> typeOptions.stream().map(option -> new Candidate(option, this));
                case REQUIRED, OPTIONAL, REPEATED, FLAG, REST -> Stream.of(new Candidate(keyword, this));
            };
        }
    }

    private record Candidate(String keyword, Parameter parameter) {}

    static Syntax of(Parameter... parameters) {
        return new Syntax(List.of(parameters));
    }

    static Parameter positional(String label) {
        return new Parameter(Kind.POSITIONAL, label, "");
    }

    static Parameter required(String keyword, String label) {
        return new Parameter(Kind.REQUIRED, keyword, label);
    }

    static Parameter optional(String keyword, String label) {
        return new Parameter(Kind.OPTIONAL, keyword, label);
    }

    static Parameter repeated(String keyword, String label) {
        return new Parameter(Kind.REPEATED, keyword, label);
    }

    static Parameter flag(String keyword) {
        return new Parameter(Kind.FLAG, keyword, "");
    }

    static Parameter typeOption() {
        return new Parameter(Kind.TYPE_OPTION, "OPTION", "VALUE");
    }

    static Parameter rest(String keyword, String label) {
        return new Parameter(Kind.REST, keyword, label);
    }

    /** {@return the parts as a usage line shows them, each after a space} */
    String usage() {
        return parameters.stream().map(parameter -> " " + parameter.usage()).collect(Collectors.joining());
    }

    /** {@return the parameters of a kind, in order} */
    List<Parameter> of(Kind kind) {
        return parameters.stream().filter(parameter -> parameter.kind() == kind).toList();
    }

    /**
     * Finds the parameter that a word starts. In a syntax with type options, a word that stands for nothing is one of
     * them: only the type can tell that it has no such option.
     *
     * @param word a keyword or an abbreviation
     * @param typeOptions the options of all types
     * @return the parameter, or empty
     */
    Optional<Parameter> find(String word, List<String> typeOptions) {
        List<Candidate> candidates = parameters.stream()
                .flatMap(parameter -> parameter.candidates(typeOptions))
                .toList();
        return new Abbreviation(word)
                .of(candidates, Candidate::keyword)
                .map(Candidate::parameter)
                .or(() -> of(Kind.TYPE_OPTION).stream().findFirst());
    }
}
