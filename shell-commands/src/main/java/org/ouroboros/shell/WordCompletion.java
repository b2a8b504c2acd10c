// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.shell;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.ouroboros.command.Completion;
import org.ouroboros.command.Form;
import org.ouroboros.command.Manual;
import org.ouroboros.command.Need;
import org.ouroboros.command.Operand;
import org.ouroboros.command.Option;
import org.ouroboros.command.ShellCommand;
import org.ouroboros.command.Subject;

/** What may come next in a command line, by the manuals of the commands. */
final class WordCompletion {
    /** What Gogo's commands that take bundles are called. */
    private static final Set<String> TAKE_BUNDLES = Set.of("refresh", "resolve", "headers", "bundlelevel", "inspect");

    private static final List<Completion> EVERYWHERE = List.of(
            new Completion("--help", "shows all about the command"),
            new Completion("--json", "prints the result for programs"));

    private final CommandBook book;
    private final Vocabulary vocabulary;
    private final Supplier<? extends Set<String>> functions;

    WordCompletion(CommandBook book, Vocabulary vocabulary, Supplier<? extends Set<String>> functions) {
        this.book = book;
        this.vocabulary = vocabulary;
        this.functions = functions;
    }

    List<Completion> complete(List<String> words, String prefix) {
        return offer(words, prefix)
                .filter(completion -> completion.word().startsWith(prefix))
                .sorted(Comparator.comparing(Completion::word))
                .distinct()
                .toList();
    }

    private Stream<Completion> offer(List<String> words, String prefix) {
        if (words.isEmpty()) {
            return commands();
        }
        String name = words.getFirst().substring(words.getFirst().indexOf(':') + 1);
        List<String> rest = words.subList(1, words.size());
        Optional<ShellCommand> command = book.find(name);
        if (command.isPresent()) {
            List<Completion> own = command.get().complete(rest, prefix);
            return own != null ? own.stream() : byForms(command.get().manual(), rest, prefix);
        }
        return TAKE_BUNDLES.contains(name) ? vocabulary.installed().stream() : Stream.empty();
    }

    private Stream<Completion> commands() {
        List<Manual> manuals = book.manuals();
        Set<String> others = new HashSet<>(functions.get());
        manuals.forEach(manual -> others.remove(manual.name()));
        return Stream.concat(
                manuals.stream().map(manual -> new Completion(manual.name(), manual.summary())),
                others.stream().map(function -> new Completion(function, "")));
    }

    private Stream<Completion> byForms(Manual manual, List<String> words, String prefix) {
        return Stream.concat(
                manual.forms().stream().flatMap(form -> after(form, words, prefix)),
                prefix.startsWith("-") ? EVERYWHERE.stream() : Stream.empty());
    }

    private Stream<Completion> after(Form form, List<String> words, String prefix) {
        List<Option> left = new ArrayList<>(form.options());
        int operands = 0;
        for (int at = 0; at < words.size(); at++) {
            String word = words.get(at);
            Optional<Option> option = form.options().stream()
                    .filter(candidate -> candidate.names().contains(word))
                    .findFirst();
            if (option.isEmpty()) {
                operands += word.startsWith("-") ? 0 : 1;
                continue;
            }
            if (option.get().need() != Need.REPEATED) {
                left.remove(option.get());
            }
            if (!option.get().isFlag() && ++at == words.size()) {
                return values(option.get().subject());
            }
        }
        return prefix.startsWith("-")
                ? left.stream()
                        .flatMap(option ->
                                option.names().stream().map(name -> new Completion(name, option.description())))
                : operand(form.operands(), operands)
                        .map(next -> values(next.subject()))
                        .orElse(Stream.empty());
    }

    private static Optional<Operand> operand(List<Operand> operands, int at) {
        if (at < operands.size()) {
            return Optional.of(operands.get(at));
        }
        return operands.isEmpty() ? Optional.empty() : repeated(operands.getLast());
    }

    private static Optional<Operand> repeated(Operand last) {
        return last.need() == Need.REPEATED ? Optional.of(last) : Optional.empty();
    }

    private Stream<Completion> values(Subject subject) {
        return subject == Subject.COMMAND
                ? book.manuals().stream().map(manual -> new Completion(manual.name(), manual.summary()))
                : vocabulary.of(subject).stream();
    }
}
