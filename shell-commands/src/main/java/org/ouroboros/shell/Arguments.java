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
import org.ouroboros.command.CommandFailed;
import org.ouroboros.command.Form;
import org.ouroboros.command.Need;
import org.ouroboros.command.Operand;
import org.ouroboros.command.Option;

/** The words that followed the keywords of a verb, sorted out by its form. */
final class Arguments {
    private final Form form;
    private final Map<String, List<String>> given = new HashMap<>();
    private final Map<String, String> typeOptions = new LinkedHashMap<>();

    private Arguments(Form form) {
        this.form = form;
    }

    /**
     * Sorts out the words that follow the keywords of a verb.
     *
     * @param form what may follow
     * @param words what follows
     * @param typeOptions the options of all installed types of IPCPs
     * @return the words by operand and option
     * @throws CommandFailed if they do not fit; the message shows the usage line
     */
    static Arguments parse(Form form, List<String> words, List<String> typeOptions) {
        Arguments arguments = new Arguments(form);
        Iterator<String> rest = words.iterator();
        for (Operand operand : form.operands()) {
            arguments.add(operand.label(), operand.need(), arguments.next(rest, operand.label() + " is missing"));
        }
        while (rest.hasNext()) {
            arguments.read(rest.next(), rest, typeOptions);
        }
        for (Option option : form.options()) {
            if (option.need() == Need.REQUIRED) {
                arguments.value(option.name());
            }
        }
        return arguments;
    }

    private void read(String word, Iterator<String> rest, List<String> types) {
        Option option = Grammar.find(form, word, types).orElseThrow(() -> wrong("unknown word '" + word + "'"));
        if (Grammar.isTypeOption(option)) {
            if (typeOptions.put(word, valueOf(word, rest)) != null) {
                throw wrong("'" + word + "' is given twice");
            }
        } else if (option == Grammar.ARGUMENTS) {
            rest.forEachRemaining(argument -> add(option.name(), Need.REPEATED, argument));
        } else {
            add(option.name(), option.need(), option.isFlag() ? "" : valueOf(word, rest));
        }
    }

    /** {@return the value of an operand or option} It must be there. */
    String value(String key) {
        return optional(key).orElseThrow(() -> wrong("'" + key + "' is missing"));
    }

    /** {@return the value of an operand or option, if it was given} */
    Optional<String> optional(String key) {
        return values(key).stream().findFirst();
    }

    /** {@return the values of an operand or option, in the order in which they were given} */
    List<String> values(String key) {
        return Collections.unmodifiableList(given.getOrDefault(key, List.of()));
    }

    /** {@return whether an option was given} */
    boolean has(Option option) {
        return given.containsKey(option.name());
    }

    /** {@return whether an option was given} */
    boolean has(String key) {
        return given.containsKey(key);
    }

    /** {@return values of type options by the words that they were given with, which may be abbreviations} */
    Map<String, String> typeOptions() {
        return Collections.unmodifiableMap(typeOptions);
    }

    /** {@return what to throw when these arguments do not go together} */
    CommandFailed wrong(String problem) {
        return new CommandFailed(problem + "; usage: " + form.usage());
    }

    private String valueOf(String word, Iterator<String> rest) {
        return next(rest, "'" + word + "' needs a value");
    }

    private String next(Iterator<String> rest, String otherwise) {
        if (!rest.hasNext()) {
            throw wrong(otherwise);
        }
        String word = rest.next();
        if (word.startsWith("--")) {
            throw wrong(otherwise + ": '" + word + "' is none, since it begins with --");
        }
        return word;
    }

    private void add(String key, Need need, String value) {
        List<String> values = given.computeIfAbsent(key, _ -> new ArrayList<>());
        if (need != Need.REPEATED && !values.isEmpty()) {
            throw wrong("'" + key + "' is given twice");
        }
        values.add(value);
    }
}
