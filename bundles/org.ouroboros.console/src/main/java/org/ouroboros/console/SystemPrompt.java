// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.console;

import java.io.IOException;
import java.time.Duration;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;

/** The prompt of the terminal that the system was started in. Its end is the end of the system. */
final class SystemPrompt {
    private static final System.Logger LOG = System.getLogger(SystemPrompt.class.getName());
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);

    private final BundleContext context;
    private final Terminal terminal;
    private final Prompt prompt;
    private final Thread reading =
            Thread.ofPlatform().name("ouroboros-prompt").daemon().unstarted(this::run);

    private volatile boolean closed;

    /** Takes the terminal of the process. */
    SystemPrompt(BundleContext context, Workplace workplace) throws IOException {
        this.context = context;
        this.terminal = terminal();
        this.prompt = new Prompt(workplace, terminal);
        reading.setContextClassLoader(TerminalBuilder.class.getClassLoader());
        reading.start();
    }

    /** JLine looks for what knows the operating system through the context class loader, and nowhere else. */
    private static Terminal terminal() throws IOException {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(TerminalBuilder.class.getClassLoader());
        try {
            return TerminalBuilder.builder()
                    .name("ouroboros")
                    .system(true)
                    .nativeSignals(true)
                    .signalHandler(Terminal.SignalHandler.SIG_IGN)
                    .build();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private void run() {
        try (prompt) {
            prompt.run();
        }
        if (!closed) {
            try {
                context.getBundle(0).stop();
            } catch (BundleException e) {
                LOG.log(System.Logger.Level.WARNING, "the system does not stop: {0}", e.getMessage());
            }
        }
    }

    /** Gives the terminal back. */
    void close() {
        closed = true;
        boolean within = prompt.session().isWorking() || Thread.currentThread() == reading;
        if (within) {
            prompt.session().end();
        } else {
            prompt.close();
        }
        try {
            terminal.close();
            if (!within) {
                reading.interrupt();
                reading.join(CLOSE_LIMIT);
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "the terminal is not given back: {0}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
