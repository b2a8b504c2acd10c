// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.shell;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.apache.felix.gogo.runtime.CommandProcessorImpl;
import org.apache.felix.gogo.runtime.CommandProxy;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Converter;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.ouroboros.api.irm.Irm;
import org.ouroboros.command.ShellCommand;

/** A session of Gogo's own command processor with our functions, without a container. */
final class GogoSession implements AutoCloseable {
    private final CommandProcessorImpl processor = new CommandProcessorImpl();
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private final CommandBook book = new CommandBook();
    private final CommandSession session;

    GogoSession(@Nullable Irm irm) {
        this(irm, List.of());
    }

    /** A session in a system that has bundles with these symbolic names. */
    GogoSession(@Nullable Irm irm, List<String> installed) {
        Bundle[] bundles = installed.stream().map(GogoSession::bundle).toArray(Bundle[]::new);
        Commands.of(() -> irm, new Vocabulary(() -> irm, () -> bundles), book).forEach(this::add);
        processor.addConverter(new ResultConverter(withoutBundles()));
        session = processor.createSession(InputStream.nullInputStream(), output, output);
    }

    /** Adds a command. */
    void add(ShellCommand command) {
        String name = command.manual().name();
        book.add(command);
        processor.addCommand("ouroboros", new CommandProxy(new ShellFunction(command), name), name);
    }

    private static Bundle bundle(String symbolicName) {
        return (Bundle) Proxy.newProxyInstance(
                GogoSession.class.getClassLoader(),
                new Class<?>[] {Bundle.class},
                (_, method, _) -> method.getName().equals("getSymbolicName") ? symbolicName : null);
    }

    private static BundleContext withoutBundles() {
        return (BundleContext) Proxy.newProxyInstance(
                GogoSession.class.getClassLoader(), new Class<?>[] {BundleContext.class}, (_, _, _) -> new Bundle[0]);
    }

    /** {@return what a line prints, its result included} */
    String execute(String line) throws Exception {
        output.reset();
        Object result = session.execute(line);
        String printed = output.toString(StandardCharsets.UTF_8);
        return result == null ? printed : printed + session.format(result, Converter.INSPECT) + "\n";
    }

    void workIn(Path directory) {
        session.currentDir(directory);
    }

    CommandBook book() {
        return book;
    }

    @Override
    public void close() {
        session.close();
        processor.stop();
    }
}
