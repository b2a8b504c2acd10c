// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.shell;

import java.io.PrintStream;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.felix.gogo.runtime.Parser.Statement;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Converter;
import org.apache.felix.service.command.Function;
import org.apache.felix.service.command.Job;
import org.apache.felix.service.command.Process;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.ouroboros.api.irm.FlowInfo;
import org.ouroboros.api.irm.IpcpInfo;
import org.ouroboros.api.irm.IrmException;
import org.ouroboros.api.irm.NameInfo;
import org.ouroboros.api.irm.PeerInfo;
import org.ouroboros.api.irm.PolicyInfo;
import org.ouroboros.api.irm.ProcessInfo;
import org.ouroboros.command.CommandFailed;
import org.ouroboros.command.Invocation;
import org.ouroboros.command.ShellCommand;

/**
 * A command as a function of Gogo.
 *
 * <p>It is a {@link Function} so that it gets every word as it was typed; Gogo would turn the words of a method call into
 * numbers and booleans where it can. {@code --json} anywhere before {@code --} asks for JSON, {@code --help} for help.
 */
final class ShellFunction implements Function {
    private static final int STANDARD_OUTPUT = 1;
    private static final String JSON = "--json";
    private static final String HELP = "--help";
    private static final String END_OF_OPTIONS = "--";

    private final ShellCommand command;

    ShellFunction(ShellCommand command) {
        this.command = command;
    }

    private record Call(List<String> words, boolean json, PrintStream out) implements Invocation {
        @Override
        public void report(Record event, String text) {
            out.println(json ? Json.of(event) : text);
        }
    }

    @Override
    public @Nullable Object execute(CommandSession session, List<Object> arguments) throws Exception {
        List<String> words = arguments.stream().map(ShellFunction::word).collect(Collectors.toList());
        if (takeOut(words, HELP)) {
            return Page.of(command.manual()).stripTrailing();
        }
        boolean json = takeOut(words, JSON);
        Process process = Process.Utils.current();
        try {
            Object result = command.run(new Call(List.copyOf(words), json, process.out()));
            return result == null ? null : deliver(json ? Json.of(result) : result, session, process);
        } catch (IrmException e) {
            throw new CommandFailed(String.valueOf(e.getMessage()), e);
        }
    }

    /** Gogo hands what a command returns to a pipe or an expression, but not to a file that its output goes to. */
    private static @Nullable Object deliver(Object result, CommandSession session, Process process) {
        if (!goesToFile(process)) {
            return result;
        }
        process.out().println(session.format(result, Converter.INSPECT));
        return null;
    }

    private static boolean goesToFile(Process process) {
        Job job = process.job();
        return !process.isTty(STANDARD_OUTPUT) && job.processes().getLast() == process && isRedirected(job.command());
    }

    private static boolean isRedirected(CharSequence command) {
        return command instanceof Statement statement
                ? !statement.redirections().isEmpty()
                : command.toString().contains(">"); // a pipe
    }

    private static boolean takeOut(List<String> words, String option) {
        int end = words.indexOf(END_OF_OPTIONS);
        List<String> options = end < 0 ? words : words.subList(0, end);
        return options.remove(option);
    }

    /** What stands in a command line for an object that another command returned. */
    private static String word(@Nullable Object argument) {
        return switch (argument) {
            case null -> throw new CommandFailed("a variable without a value in place of a word; set it first");
            case IpcpInfo ipcp -> ipcp.name();
            case NameInfo name -> name.name();
            case PeerInfo peer -> peer.name();
            case ProcessInfo process -> Long.toString(process.id());
            case FlowInfo flow -> Integer.toString(flow.id());
            case PolicyInfo policy -> policy.name();
            case Bundle bundle -> String.valueOf(bundle.getSymbolicName());
            case Collection<?> list ->
                throw new CommandFailed("a list of " + list.size() + " words in place of one; a '*' needs its quotes");
            default -> String.valueOf(argument);
        };
    }
}
