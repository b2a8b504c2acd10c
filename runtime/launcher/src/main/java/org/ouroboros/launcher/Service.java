// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.launcher;

import java.io.Console;
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
        Console console = System.console();
        boolean prompt = console != null && console.isTerminal();
        CleanStop signal = CleanStop.onSignal(0);
        try (Container container = signal.of(() -> container(data, conf, prompt))) {
            if (prompt) {
                out.println("Ouroboros " + version() + ", data in " + data
                        + ". help lists the commands, exit stops the system.");
            }
            container.start(bundles);
            if (!prompt) {
                out.println("ouroboros: up, data in " + data + "; SIGTERM stops it");
            }
            container.awaitStop();
            return 0;
        }
    }

    private static Container container(Path data, Path conf, boolean prompt) {
        Logging.toStandardError(prompt ? Level.WARNING : Level.INFO);
        DataDirectory directory = DataDirectory.open(data);
        if (prompt) {
            Logging.toFolder(directory.log());
        }
        return Container.create(directory, conf, prompt);
    }

    private static String version() {
        return Objects.requireNonNullElse(Service.class.getPackage().getImplementationVersion(), "");
    }
}
