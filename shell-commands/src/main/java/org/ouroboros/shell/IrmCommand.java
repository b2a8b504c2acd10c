// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.shell;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.ouroboros.api.irm.Irm;
import org.ouroboros.command.CommandFailed;
import org.ouroboros.command.Completion;
import org.ouroboros.command.Form;
import org.ouroboros.command.Form.Example;
import org.ouroboros.command.Invocation;
import org.ouroboros.command.Manual;
import org.ouroboros.command.ShellCommand;
import org.ouroboros.command.Subject;

/** The command {@code irm}, with the command lines of the prototype's tool (end-to-end specification, section 5.7). */
final class IrmCommand implements ShellCommand {
    private static final String NAME = "irm";

    private static final Form HELP = new Form(
            "irm help",
            "shows the command lines below keywords",
            List.of(),
            List.of(),
            List.of(new Example("irm help ipcp", "prints what can be done with IPCPs")));

    private static final Group LINES = new Group(
            NAME,
            IpcpCommands.GROUP,
            BindCommands.BIND,
            BindCommands.UNBIND,
            NameCommands.GROUP,
            Verb.query(HELP, (_, _) -> null));

    private static final Manual MANUAL = new Manual(
            NAME,
            "manages IPCPs, names and bindings; any prefix of a keyword will do",
            LINES.verbs().map(Verb::form).toList());

    private final Supplier<Irm> irm;
    private final IrmCompletion completion;
    private final Vocabulary vocabulary;

    /**
     * The command.
     *
     * @param irm finds the IRM, or fails
     * @param vocabulary what there is to name
     */
    IrmCommand(Supplier<Irm> irm, Vocabulary vocabulary) {
        this.irm = irm;
        this.vocabulary = vocabulary;
        this.completion = new IrmCompletion(LINES, vocabulary);
    }

    @Override
    public Manual manual() {
        return MANUAL;
    }

    @Override
    public @Nullable Object run(Invocation invocation) {
        return run(NAME, LINES, invocation.words());
    }

    @Override
    public List<Completion> complete(List<String> words, String prefix) {
        return completion.complete(words, prefix);
    }

    private @Nullable Object run(String path, Keyword keyword, List<String> words) {
        return switch (keyword) {
            case Group group -> {
                Keyword next = group.next(path, words);
                yield run(path + " " + next.keyword(), next, words.subList(1, words.size()));
            }
            case Verb verb when verb.form() == HELP -> help(NAME, LINES, words).stripTrailing();
            case Verb verb -> run(verb, words);
        };
    }

    private @Nullable Object run(Verb verb, List<String> words) {
        Irm present = irm.get();
        List<String> typeOptions = verb.form().options().contains(Grammar.TYPE_OPTION)
                ? InstalledTypes.of(present).optionNames()
                : List.of();
        Arguments arguments = Arguments.parse(verb.form(), words, typeOptions);
        Object result = verb.action().run(arguments, arguments.has(Grammar.TRANSIENT) ? present.unkept() : present);
        return verb.foresight() ? missing(verb.form(), arguments).orElse(null) : result;
    }

    /** {@return what a line named that is not installed, and what that means} */
    private Optional<String> missing(Form form, Arguments arguments) {
        Stream<Optional<String>> operands = form.operands().stream()
                .map(operand -> missing(operand.subject(), arguments.optional(operand.label())));
        Stream<Optional<String>> options =
                form.options().stream().map(option -> missing(option.subject(), arguments.optional(option.name())));
        return Stream.concat(operands, options).flatMap(Optional::stream).findFirst();
    }

    private Optional<String> missing(Subject subject, Optional<String> given) {
        List<String> known =
                vocabulary.of(subject).stream().map(Completion::word).toList();
        return switch (subject) {
            case PROGRAM ->
                given.filter(program -> !known.contains(program))
                        .map(program ->
                                "program '" + program + "' is not installed; the name is bound to it when it is");
            case BALANCING ->
                given.filter(policy -> new Abbreviation(policy).of(known).isEmpty())
                        .map(policy -> "policy '" + policy + "' is not installed; processes take turns until it is, or"
                                + " until another is chosen: " + String.join(", ", known));
            default -> Optional.empty();
        };
    }

    private static String help(String path, Keyword keyword, List<String> words) {
        return switch (keyword) {
            case Verb verb
            when !words.isEmpty() ->
                throw new CommandFailed("irm help: nothing follows '" + path + "'; usage: "
                        + verb.form().usage());
            case Verb verb -> Page.of(verb.form());
            case Group group
            when words.isEmpty() ->
                group.verbs().map(verb -> Page.line(verb.form())).collect(Collectors.joining());
            case Group group -> {
                Keyword next = group.next(path, words);
                yield help(path + " " + next.keyword(), next, words.subList(1, words.size()));
            }
        };
    }
}
