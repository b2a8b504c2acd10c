// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.console;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.felix.gogo.runtime.CommandProcessorImpl;
import org.apache.felix.service.command.CommandProcessor;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.ouroboros.command.CommandCompleter;

/**
 * The consoles of a system, where the framework's properties ask for them: {@value #SOCKET} names the socket that shells
 * attach to, and {@value #HISTORY} the file that keeps the command lines of prompts.
 */
@Component(
        service = {},
        immediate = true)
public final class ConsoleComponent {
    static final String SOCKET = "ouroboros.console.socket";
    static final String HISTORY = "ouroboros.console.history";

    private static final System.Logger LOG = System.getLogger(ConsoleComponent.class.getName());

    private final BundleContext context;
    private final GogoCommands commands;
    private final @Nullable AttachServer server;

    /** Asked for completions; it may come and go. */
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable CommandCompleter completer;

    /**
     * Opens the consoles.
     *
     * @param processor Gogo's own
     */
    @Activate
    public ConsoleComponent(BundleContext context, @Reference CommandProcessor processor) {
        this.context = context;
        CommandProcessorImpl gogo = (CommandProcessorImpl) processor;
        Workplace workplace = new Workplace(
                gogo,
                new CommandCompletion(() -> completer, gogo::getCommands),
                Optional.ofNullable(context.getProperty(HISTORY)).map(Path::of));
        commands = new GogoCommands(context, processor);
        server = server(context, workplace);
    }

    private static @Nullable AttachServer server(BundleContext context, Workplace workplace) {
        String socket = context.getProperty(SOCKET);
        try {
            return socket == null ? null : AttachServer.open(Path.of(socket), workplace);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "no shell can attach to {0}: {1}", socket, e);
            return null;
        }
    }

    /** Ends all sessions; one whose command stops this bundle ends when that command does. */
    @Deactivate
    void deactivate() {
        if (server != null) {
            server.close(
                    context.getBundle(0).getState() == Bundle.STOPPING
                            ? "the system stops"
                            : "the console stops; attach again");
        }
        commands.close();
    }
}
