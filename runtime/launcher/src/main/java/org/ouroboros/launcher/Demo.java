// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.launcher;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.logging.Level;

/** The shipped script, typed into a fresh system that is gone afterwards. */
final class Demo {
    private static final String SCRIPT = "demo.gosh";
    private static final String PROMPT = "ouroboros> ";

    private Demo() {}

    /**
     * Runs the script until a command fails.
     *
     * @return exit status, 0 if every command succeeded
     */
    static int run(Path bundles) {
        PrintStream out = System.out; // Gogo replaces it, and a session must not print to what it replaced it with
        PrintStream err = System.err;
        Logging.configure(Level.WARNING);
        DataDirectory data = DataDirectory.temporary();
        try (Container container = Container.create(data, data.root().resolve("conf"), false)) {
            container.stopOnSignal(LaunchFailed.FAILED);
            container.start(bundles);
            try (CommandSession session = CommandSession.open(container.context(), out, err)) {
                for (String command : script()) {
                    out.println(PROMPT + command);
                    session.execute(command);
                }
            }
            return 0;
        }
    }

    /** The commands, one a line; empty lines and comments do not count. */
    static List<String> script() {
        try (var in = Demo.class.getResourceAsStream(SCRIPT)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
