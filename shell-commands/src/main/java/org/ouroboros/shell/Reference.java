// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.shell;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ouroboros.command.Form;
import org.ouroboros.command.Manual;

/** What is said about commands, as a page of Markdown. */
final class Reference {
    private static final String HEAD = """
        # The shell

        Every command, as `help COMMAND` shows it: this page is what `help --markdown` prints. Words of `irm` may be shortened to
        any prefix.

        Each of these commands takes `--help`, and `--json` for programs: what it returns is then printed as JSON in one line. One
        that goes on for a while prints a line for each event, the applications a last one for their result; one that returns
        nothing prints nothing. A command that fails says why in one line on the standard error output, and has status 1. Gogo's own
        commands take no `--json`.

        A line may hold several commands: `;` ends one, `&&` has the next one run if it succeeded, `||` if it failed. The line,
        and a script, end at the first failure that no `||` follows; a condition that is false counts as one. `|` hands on what is
        printed, and `&` leaves a command in the background.

        """;

    private Reference() {}

    static String of(List<Manual> manuals) {
        String index = manuals.stream()
                .map(manual -> "| [`%s`](#%1$s) | %s |\n".formatted(manual.name(), manual.summary()))
                .collect(Collectors.joining("", "| command | |\n|---|---|\n", "\n"));
        return manuals.stream().map(Reference::section).collect(Collectors.joining("\n", HEAD + index, ""));
    }

    private static String section(Manual manual) {
        String heading = "## " + manual.name() + "\n\n";
        return manual.forms().size() == 1
                ? heading + form(manual.forms().getFirst())
                : manual.forms().stream()
                        .map(form -> "### " + form.command() + "\n\n" + form(form))
                        .collect(Collectors.joining("\n", heading + sentence(manual.summary()) + "\n", ""));
    }

    private static String form(Form form) {
        String words = Stream.concat(
                        form.operands().stream().map(operand -> row(operand.label(), operand.description())),
                        form.options().stream()
                                .map(option -> row(
                                        String.join(", ", option.names())
                                                + (option.isFlag() ? "" : " " + option.value()),
                                        option.description())))
                .collect(Collectors.joining());
        String examples = form.examples().stream()
                .map(example -> "    " + example.line() + "\n\n" + sentence(example.effect()))
                .collect(Collectors.joining("\n"));
        return "`" + form.usage() + "`\n\n" + sentence(form.summary())
                + (words.isEmpty() ? "" : "\n| | |\n|---|---|\n" + words)
                + "\n" + examples;
    }

    private static String row(String what, String description) {
        return "| `" + what.replace("|", "\\|") + "` | " + description.replace("|", "\\|") + " |\n";
    }

    private static String sentence(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1) + ".\n";
    }
}
