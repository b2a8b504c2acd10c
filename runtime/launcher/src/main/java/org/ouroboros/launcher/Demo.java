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
        PrintStream out = System.out; // Gogo replaces it
        Logging.toStandardError(Level.WARNING);
        CleanStop signal = CleanStop.onSignal(LaunchFailed.FAILED);
        try (Container container = signal.of(Demo::container)) {
            container.start(bundles);
            int status = 0;
            for (String command : script()) {
                out.println(PROMPT + command);
                if (out.checkError()) {
                    throw LaunchFailed.because("standard output cannot be written");
                }
                status = Shell.execute(container.data(), command);
                if (status != 0) {
                    break;
                }
            }
            return status;
        }
    }

    private static Container container() {
        DataDirectory data = DataDirectory.temporary();
        return Container.create(data, data.root().resolve("conf"));
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
