// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.shell;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.ouroboros.api.irm.IpcpTypeInfo;
import org.ouroboros.command.Completion;
import org.ouroboros.command.Form;
import org.ouroboros.command.Need;
import org.ouroboros.command.Option;

/** What may come next in a command line of {@code irm}. Words that fit nothing have nothing after them. */
final class IrmCompletion {
    private final Group lines;
    private final Vocabulary vocabulary;

    IrmCompletion(Group lines, Vocabulary vocabulary) {
        this.lines = lines;
        this.vocabulary = vocabulary;
    }

    List<Completion> complete(List<String> words, String prefix) {
        return below(lines, words)
                .filter(completion -> completion.word().startsWith(prefix))
                .toList();
    }

    private Stream<Completion> below(Keyword keyword, List<String> words) {
        return switch (keyword) {
            case Verb verb -> after(verb.form(), words);
            case Group group when words.isEmpty() -> group.keywords().stream().map(IrmCompletion::completion);
            case Group group ->
                new Abbreviation(words.getFirst())
                        .of(group.keywords(), Keyword::keyword)
                        .map(next -> below(next, words.subList(1, words.size())))
                        .orElse(Stream.empty());
        };
    }

    private static Completion completion(Keyword keyword) {
        return switch (keyword) {
            case Verb verb -> new Completion(verb.keyword(), verb.form().summary());
            case Group group -> new Completion(group.keyword(), "");
        };
    }

    private Stream<Completion> after(Form form, List<String> words) {
        int operands = form.operands().size();
        if (words.size() < operands) {
            return vocabulary.of(form.operands().get(words.size()).subject()).stream();
        }
        InstalledTypes types = vocabulary.types();
        Set<Option> used = new HashSet<>();
        Optional<String> type = Optional.empty();
        int at = operands;
        while (at < words.size()) {
            Optional<Option> option = Grammar.find(form, words.get(at++), types.optionNames());
            if (option.isEmpty() || option.get() == Grammar.ARGUMENTS) {
                return Stream.empty();
            }
            if (!option.get().isFlag() && at == words.size()) {
                return vocabulary.of(option.get().subject()).stream();
            }
            if (option.get().name().equals("type")) {
                type = Optional.of(words.get(at));
            } else if (option.get().name().equals("name") && type.isEmpty()) {
                type = vocabulary.typeOf(words.get(at));
            }
            at += option.get().isFlag() ? 0 : 1;
            if (option.get().need() != Need.REPEATED) {
                used.add(option.get());
            }
        }
        Optional<String> known = type;
        return form.options().stream()
                .filter(option -> !used.contains(option))
                .flatMap(option -> Grammar.isTypeOption(option)
                        ? typeOptions(types, known)
                        : Stream.of(new Completion(option.name(), option.description())));
    }

    private static Stream<Completion> typeOptions(InstalledTypes types, Optional<String> word) {
        Optional<IpcpTypeInfo> type = word.flatMap(types::find);
        return types.types().stream()
                .filter(candidate -> type.isEmpty() || type.get().equals(candidate))
                .flatMap(candidate -> candidate.options().stream())
                .map(option -> new Completion(option.name(), option.description()))
                .distinct();
    }
}
