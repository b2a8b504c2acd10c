// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.shell;

import static org.ouroboros.shell.Table.Column.left;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.ouroboros.command.CommandFailed;
import org.ouroboros.command.Completion;
import org.ouroboros.command.Form;
import org.ouroboros.command.Form.Example;
import org.ouroboros.command.Given;
import org.ouroboros.command.Invocation;
import org.ouroboros.command.Manual;
import org.ouroboros.command.Need;
import org.ouroboros.command.Operand;
import org.ouroboros.command.Option;
import org.ouroboros.command.ShellCommand;
import org.ouroboros.command.Subject;

/** The command {@code help}. */
final class HelpCommand implements ShellCommand {
    private static final String COMMAND = "COMMAND";
    private static final String WORD = "WORD";

    private static final Form FORM = new Form(
            "help",
            "lists the commands, or shows all about one",
            List.of(
                    new Operand(COMMAND, Subject.COMMAND, Need.OPTIONAL, "the command"),
                    new Operand(
                            WORD,
                            Subject.ANYTHING,
                            Need.REPEATED,
                            "a word that follows it, to show only what begins so")),
            List.of(Option.flag("--markdown", "prints all about all commands, as a page of Markdown")),
            List.of(
                    new Example("help oping", "prints options and examples of oping"),
                    new Example("help irm ipcp connect", "prints what is to be known of this one of many")));

    private static final String FOOTER = """

        help COMMAND shows options and examples, and so does COMMAND --help. COMMAND --json prints for programs.
        lb lists the bundles; refresh, inspect and others are Gogo's, which felix:help lists.
        """;

    private final CommandBook book;

    HelpCommand(CommandBook book) {
        this.book = book;
    }

    @Override
    public Manual manual() {
        return Manual.of(FORM);
    }

    @Override
    public String run(Invocation invocation) {
        Given given = Given.parse(FORM, invocation.words());
        if (given.has("--markdown")) {
            return Reference.of(book.manuals()).stripTrailing();
        }
        return given.text(COMMAND)
                .map(command -> page(manual(command), given.values(WORD)))
                .orElseGet(this::index)
                .stripTrailing();
    }

    @Override
    public @Nullable List<Completion> complete(List<String> words, String prefix) {
        if (words.isEmpty() || prefix.startsWith("-")) {
            return null;
        }
        Optional<Topic> topic =
                book.find(words.getFirst()).map(ShellCommand::manual).map(Topic::of);
        for (String word : words.subList(1, words.size())) {
            topic = topic.flatMap(above -> above.below(word));
        }
        return topic.map(Topic::next).orElse(List.of());
    }

    private Manual manual(String name) {
        return book.find(name)
                .map(ShellCommand::manual)
                .orElseThrow(() -> CommandFailed.choose("no help on '" + name + "'", names()));
    }

    private static String page(Manual manual, List<String> words) {
        if (words.isEmpty()) {
            return Page.of(manual);
        }
        Topic topic = Topic.of(manual);
        for (String word : words) {
            Topic above = topic;
            topic = above.below(word)
                    .orElseThrow(() ->
                            CommandFailed.choose("no help on '" + above.path() + " " + word + "'", above.words()));
        }
        return topic.forms().stream().map(Page::of).collect(Collectors.joining("\n"));
    }

    private List<String> names() {
        return book.manuals().stream().map(Manual::name).toList();
    }

    private String index() {
        Table table = new Table(left("command"), left(""));
        book.manuals().forEach(manual -> table.row(manual.name(), manual.summary()));
        return table.rows() + FOOTER;
    }
}
