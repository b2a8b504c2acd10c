// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.shell;

import java.util.List;
import java.util.function.Supplier;
import org.ouroboros.command.Form;
import org.ouroboros.command.Form.Example;
import org.ouroboros.command.Given;
import org.ouroboros.command.Invocation;
import org.ouroboros.command.Manual;
import org.ouroboros.command.ShellCommand;

/** A command without words that returns what there is. */
final class QueryCommand implements ShellCommand {
    private final Form form;
    private final Supplier<Shown> query;

    QueryCommand(String name, String summary, Supplier<Shown> query) {
        this.form = new Form(
                name,
                summary,
                List.of(),
                List.of(),
                List.of(new Example(name, "prints a table"), new Example(name + " --json", "the same for programs")));
        this.query = query;
    }

    @Override
    public Manual manual() {
        return Manual.of(form);
    }

    @Override
    public Shown run(Invocation invocation) {
        Given.parse(form, invocation.words());
        return query.get();
    }
}
