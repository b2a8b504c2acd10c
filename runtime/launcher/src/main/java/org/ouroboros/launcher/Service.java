// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.launcher;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Objects;
import java.util.logging.Level;

/** A system in the foreground: with a prompt where there is a terminal, else until a signal. */
final class Service {
    private Service() {}

    /**
     * Blocks until the system has stopped.
     *
     * @return exit status
     */
    static int run(Path bundles, Path data, Path conf) {
        PrintStream out = System.out; // Gogo replaces it
        boolean prompt = Shell.isTerminal();
        CleanStop signal = CleanStop.onSignal(0);
        try (Container container = signal.of(() -> container(data, conf, prompt))) {
            if (prompt) {
                out.println("Ouroboros " + version() + ", data in " + data
                        + ". help lists the commands, exit stops the system.");
            }
            container.start(bundles);
            if (prompt) {
                prompt(container, signal);
            } else {
                out.println("ouroboros: up, data in " + data + "; SIGTERM stops it");
                container.awaitStop();
            }
            return 0;
        }
    }

    /** The end of the prompt is that of the system, unless the console was stopped: then it is waited for. */
    private static void prompt(Container container, CleanStop signal) {
        Keyboard keyboard = new Keyboard();
        while (container.isRunning()) {
            try {
                Conversation.Ended ended = Shell.prompt(container.data(), keyboard, signal::restore);
                if (ended.dismissal().isEmpty()) {
                    return;
                }
                System.err.println("ouroboros: " + ended.dismissal().get());
            } catch (LaunchFailed e) {
                System.err.println("ouroboros: no prompt: " + e.getMessage());
                container.awaitStop();
            }
        }
        container.awaitStop();
    }

    private static Container container(Path data, Path conf, boolean prompt) {
        Logging.toStandardError(prompt ? Level.WARNING : Level.INFO);
        DataDirectory directory = DataDirectory.open(data);
        if (prompt) {
            Logging.toFolder(directory.log());
        }
        return Container.create(directory, conf);
    }

    private static String version() {
        return Objects.requireNonNullElse(Service.class.getPackage().getImplementationVersion(), "");
    }
}
