// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.shell;

import java.util.Collection;
import java.util.List;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Function;
import org.apache.felix.service.command.annotations.GogoCommand;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.ouroboros.api.irm.Irm;

/**
 * The Gogo function {@code irm}, with the command lines of the prototype's tool (end-to-end specification, section 5.7).
 *
 * <p>It is a {@link Function} so that it gets every word as it was typed; Gogo would turn the words of a method call into
 * numbers and booleans where it can.
 */
@Component(service = IrmCommand.class)
@GogoCommand(scope = "ouroboros", function = "irm")
public final class IrmCommand implements Function {
    private static final Group COMMANDS = new Group(
            "irm", List.of(IpcpCommands.GROUP, BindCommands.BIND, BindCommands.UNBIND, NameCommands.GROUP, new Help()));

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable Irm irm;

    @Override
    public @Nullable Object execute(CommandSession session, List<Object> arguments) {
        irm(arguments.stream().map(IrmCommand::word).toArray(String[]::new));
        return null;
    }

    private static String word(Object argument) {
        if (argument instanceof Collection<?> list) {
            throw new CommandFailed("a list of " + list.size() + " words in place of one; a '*' needs its quotes");
        }
        return String.valueOf(argument);
    }

    /**
     * Carries out a command line. What prints help about functions finds this method by its name.
     *
     * @param words the words after {@code irm}
     */
    @Descriptor("manages IPCPs, names and bindings; 'irm help' shows the command lines")
    public void irm(@Descriptor("the command line") String... words) {
        run(COMMANDS.keyword(), COMMANDS, List.of(words));
    }

    private void run(String path, Command command, List<String> words) {
        switch (command) {
            case Group group -> {
                Command next = group.next(path, words);
                run(path + " " + next.keyword(), next, words.subList(1, words.size()));
            }
            case Verb verb -> Console.run(irm, (present, out) -> verb.run(path, words, present, out));
            case Help help -> help.print(COMMANDS.keyword(), COMMANDS, words, Console.out());
        }
    }
}
