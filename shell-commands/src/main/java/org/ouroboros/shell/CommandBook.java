// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.shell;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.ouroboros.command.Manual;
import org.ouroboros.command.ShellCommand;

/** The commands that there are now. Any thread. */
final class CommandBook {
    private final CopyOnWriteArrayList<ShellCommand> commands = new CopyOnWriteArrayList<>();

    void add(ShellCommand command) {
        commands.add(command);
    }

    void remove(ShellCommand command) {
        commands.remove(command);
    }

    Optional<ShellCommand> find(String name) {
        return commands.stream()
                .filter(command -> command.manual().name().equals(name))
                .findFirst();
    }

    /** {@return the manuals of all commands, by name} */
    List<Manual> manuals() {
        return commands.stream()
                .map(ShellCommand::manual)
                .sorted(Comparator.comparing(Manual::name))
                .toList();
    }
}
