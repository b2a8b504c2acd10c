// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.shell;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.Function;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.ouroboros.api.irm.Irm;
import org.ouroboros.command.CommandCompleter;
import org.ouroboros.command.Completion;
import org.ouroboros.command.ShellCommand;

/** Makes the commands of this bundle, and those that register as services, functions of Gogo. */
@Component(immediate = true, service = CommandCompleter.class)
public final class ShellFunctions implements CommandCompleter {
    private static final String SCOPE = "ouroboros";

    /** An IRM may come and go; a command that needs it while it is away says so. */
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable Irm irm;

    private final BundleContext context;
    private final CommandBook book = new CommandBook();
    private final WordCompletion completion;
    private final ConcurrentMap<ShellCommand, ServiceRegistration<Function>> functions = new ConcurrentHashMap<>();

    /**
     * Registers the functions of this bundle.
     *
     * @param context context of this bundle
     */
    @Activate
    public ShellFunctions(BundleContext context) {
        this.context = context;
        Vocabulary vocabulary = new Vocabulary(() -> irm, context::getBundles);
        this.completion = new WordCompletion(book, vocabulary, new GogoFunctions(context)::names);
        new BundleCommands(context, () -> irm).all().forEach(this::addCommand);
        Commands.of(() -> irm, vocabulary, book).forEach(this::addCommand);
    }

    @Deactivate
    void deactivate() {
        functions.keySet().forEach(this::removeCommand);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addCommand(ShellCommand command) {
        String name = command.manual().name();
        book.add(command);
        functions.put(
                command,
                context.registerService(
                        Function.class,
                        new ShellFunction(command),
                        FrameworkUtil.asDictionary(Map.of(
                                CommandProcessor.COMMAND_SCOPE, SCOPE, CommandProcessor.COMMAND_FUNCTION, name))));
    }

    void removeCommand(ShellCommand command) {
        book.remove(command);
        ServiceRegistration<Function> function = functions.remove(command);
        if (function != null) {
            function.unregister();
        }
    }

    @Override
    public List<Completion> complete(List<String> words, String prefix) {
        return completion.complete(words, prefix);
    }
}
