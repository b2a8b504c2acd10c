// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.felix.gogo.jline.Builtin;
import org.apache.felix.gogo.jline.Converters;
import org.apache.felix.gogo.jline.Procedural;
import org.apache.felix.gogo.jline.Shell;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.Converter;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;

/**
 * Gogo's commands for text, files and loops, and its conversions, as services.
 *
 * <p>Gogo's own bundle for them has a shell as well, which takes the terminal as soon as it starts.
 */
final class GogoCommands implements AutoCloseable {
    private static final String[] BUILTIN = {"format", "getopt", "new", "set", "tac", "type", "jobs"};
    private static final String[] EDITING = {"keymap", "setopt", "unsetopt", "history", "widget"};
    private static final String[] PROCEDURAL = {
        "each", "if", "not", "throw", "try", "until", "while", "break", "continue"
    };
    private static final String[] POSIX = {
        "cat", "echo", "grep", "sort", "sleep", "cd", "pwd", "ls", "head", "tail", "wc", "date"
    };
    private static final String[] SCREEN = {"less", "nano", "clear"};
    private static final String[] SHELL = {"source"};

    private final List<ServiceRegistration<?>> registrations = new ArrayList<>();

    GogoCommands(BundleContext context, CommandProcessor processor) {
        BundleContext system = context.getBundle(0).getBundleContext();
        registrations.add(context.registerService(Converter.class, new Converters(system), null));
        Builtin builtin = new Builtin();
        register(context, builtin, BUILTIN);
        registerForTerminals(context, builtin, EDITING);
        register(context, new Procedural(), PROCEDURAL);
        TextCommands text = new TextCommands(processor);
        register(context, text, POSIX);
        registerForTerminals(context, text, SCREEN);
        register(context, new Shell(new Surroundings(context), processor), SHELL);
    }

    private void registerForTerminals(BundleContext context, Object commands, String... functions) {
        for (String function : functions) {
            register(context, new TerminalCommand(function, commands), function);
        }
    }

    private void register(BundleContext context, Object commands, String... functions) {
        Map<String, Object> properties =
                Map.of(CommandProcessor.COMMAND_SCOPE, "gogo", CommandProcessor.COMMAND_FUNCTION, functions);
        registrations.add(context.registerService(
                commands.getClass().getName(), commands, FrameworkUtil.asDictionary(properties)));
    }

    @Override
    public void close() {
        registrations.forEach(ServiceRegistration::unregister);
    }

    /** What Gogo's shell knows of the system. */
    private record Surroundings(BundleContext context) implements Shell.Context {
        @Override
        public String getProperty(String name) {
            return context.getProperty(name);
        }

        @Override
        public void exit() throws BundleException {
            context.getBundle(0).stop();
        }
    }
}
