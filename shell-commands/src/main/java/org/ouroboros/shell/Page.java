// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.shell;

import static org.ouroboros.shell.Table.Column.left;

import java.util.stream.Collectors;
import org.ouroboros.command.Form;
import org.ouroboros.command.Manual;

/** What is said about a command, as text. */
final class Page {
    private static final String INDENT = "    ";

    private Page() {}

    /** {@return all that a manual says} */
    static String of(Manual manual) {
        String forms = manual.forms().stream().map(Page::of).collect(Collectors.joining("\n"));
        return manual.forms().size() == 1 ? forms : manual.name() + ": " + manual.summary() + "\n\n" + forms;
    }

    /** {@return usage, summary, what may follow, and examples} */
    static String of(Form form) {
        Table table = new Table(left(""), left(""), left(""));
        form.operands().forEach(operand -> table.row(INDENT, operand.label(), operand.description()));
        form.options()
                .forEach(option -> table.row(
                        INDENT,
                        String.join(", ", option.names()) + (option.isFlag() ? "" : " " + option.value()),
                        option.description()));
        String examples = form.examples().stream()
                .map(example -> INDENT + example.line() + "\n" + INDENT + INDENT + example.effect() + "\n")
                .collect(Collectors.joining());
        return line(form) + table.rows() + "  for example:\n" + examples;
    }

    /** {@return usage and summary} */
    static String line(Form form) {
        return form.usage() + "\n" + INDENT + form.summary() + "\n";
    }
}
