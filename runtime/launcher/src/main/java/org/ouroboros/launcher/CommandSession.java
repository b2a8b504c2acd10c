// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.launcher;

import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/** A session of Gogo's command processor, reached by reflection because its types live in a bundle. */
final class CommandSession implements AutoCloseable {
    private static final String API = "org.apache.felix.service.command.";
    /** Gogo's {@code Converter.INSPECT}: the long form. */
    private static final int INSPECT = 0;

    private final Class<?> type;
    private final Object session;
    private final PrintStream out;

    private CommandSession(Class<?> type, Object session, PrintStream out) {
        this.type = type;
        this.session = session;
        this.out = out;
    }

    /**
     * Opens a session without input.
     *
     * @throws LaunchFailed if there is no command processor
     */
    static CommandSession open(BundleContext context, PrintStream out, PrintStream err) {
        ServiceReference<?> reference = context.getServiceReference(API + "CommandProcessor");
        Object processor = reference == null ? null : context.getService(reference);
        if (processor == null) {
            throw LaunchFailed.because("no command processor: is org.apache.felix.gogo.runtime among the bundles?");
        }
        try {
            ClassLoader loader = processor.getClass().getClassLoader();
            Method create = loader.loadClass(API + "CommandProcessor")
                    .getMethod("createSession", InputStream.class, OutputStream.class, OutputStream.class);
            Object session = create.invoke(processor, InputStream.nullInputStream(), out, err);
            return new CommandSession(loader.loadClass(API + "CommandSession"), session, out);
        } catch (ReflectiveOperationException e) {
            throw LaunchFailed.because("no command session", e);
        }
    }

    /**
     * Executes a command and prints its result.
     *
     * @throws LaunchFailed if the command throws
     */
    void execute(String command) {
        try {
            Object result = type.getMethod("execute", CharSequence.class).invoke(session, command);
            print(result);
        } catch (InvocationTargetException e) {
            throw LaunchFailed.because("'" + command + "' failed", e);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("not a Gogo session", e);
        }
    }

    private void print(@Nullable Object result) throws ReflectiveOperationException {
        if (result != null) {
            out.println(type.getMethod("format", Object.class, int.class).invoke(session, result, INSPECT));
        }
        out.flush();
    }

    @Override
    public void close() {
        try {
            type.getMethod("close").invoke(session);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("not a Gogo session", e);
        }
    }
}
