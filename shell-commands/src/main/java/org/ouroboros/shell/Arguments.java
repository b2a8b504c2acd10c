// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.shell;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ouroboros.shell.Syntax.Kind;
import org.ouroboros.shell.Syntax.Parameter;

/** The words that followed the keyword of a verb, sorted out by its {@link Syntax}. */
final class Arguments {
    private final String usage;
    private final Map<String, List<String>> given = new HashMap<>();
    private final Map<String, String> typeOptions = new LinkedHashMap<>();

    private Arguments(String usage) {
        this.usage = usage;
    }

    /**
     * Sorts out the words that follow the keyword of a verb.
     *
     * @param usage usage line of the verb
     * @param syntax what may follow
     * @param words what follows
     * @param typeOptions the options of all installed types of IPCPs
     * @return the words by parameter
     * @throws CommandFailed if they do not fit; the message shows the usage line
     */
    static Arguments parse(String usage, Syntax syntax, List<String> words, List<String> typeOptions) {
        Arguments arguments = new Arguments(usage);
        Iterator<String> rest = words.iterator();
        for (Parameter parameter : syntax.of(Kind.POSITIONAL)) {
            arguments.add(parameter, arguments.next(rest, parameter.keyword() + " is missing"));
        }
        while (rest.hasNext()) {
            String word = rest.next();
            Parameter parameter =
                    syntax.find(word, typeOptions).orElseThrow(() -> arguments.wrong("unknown word '" + word + "'"));
            switch (parameter.kind()) {
                case POSITIONAL, REQUIRED, OPTIONAL, REPEATED ->
                    arguments.add(parameter, arguments.valueOf(word, rest));
                case FLAG -> arguments.add(parameter, "");
                case TYPE_OPTION -> arguments.typeOptions.put(word, arguments.valueOf(word, rest));
                case REST -> rest.forEachRemaining(argument -> arguments.add(parameter, argument));
            }
        }
        for (Parameter parameter : syntax.of(Kind.REQUIRED)) {
            arguments.value(parameter.keyword());
        }
        return arguments;
    }

    /** {@return the value of a parameter} It must be there. */
    String value(String keyword) {
        return optional(keyword).orElseThrow(() -> wrong("'" + keyword + "' is missing"));
    }

    /** {@return the value of a parameter, if it was given} */
    Optional<String> optional(String keyword) {
        return values(keyword).stream().findFirst();
    }

    /** {@return the values of a parameter, in the order in which they were given} */
    List<String> values(String keyword) {
        return Collections.unmodifiableList(given.getOrDefault(keyword, List.of()));
    }

    /** {@return whether a parameter was given} */
    boolean has(String keyword) {
        return given.containsKey(keyword);
    }

    /** {@return values of type options by the words that they were given with, which may be abbreviations} */
    Map<String, String> typeOptions() {
        return Collections.unmodifiableMap(typeOptions);
    }

    /** {@return what to throw when these arguments do not go together} */
    CommandFailed wrong(String problem) {
        return new CommandFailed(problem + "; usage: " + usage);
    }

    private String valueOf(String word, Iterator<String> rest) {
        return next(rest, "'" + word + "' needs a value");
    }

    private String next(Iterator<String> rest, String otherwise) {
        if (!rest.hasNext()) {
            throw wrong(otherwise);
        }
        return rest.next();
    }

    private void add(Parameter parameter, String value) {
        List<String> values = given.computeIfAbsent(parameter.keyword(), _ -> new ArrayList<>());
        boolean once = parameter.kind() == Kind.REQUIRED || parameter.kind() == Kind.OPTIONAL;
        if (once && !values.isEmpty()) {
            throw wrong("'" + parameter.keyword() + "' is given twice");
        }
        values.add(value);
    }
}
