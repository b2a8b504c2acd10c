// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.launcher;

import java.nio.file.Path;
import java.util.List;

/**
 * Entry point: {@code run [--data DIR] [--conf DIR]}, {@code shell [--data DIR] [-c COMMAND | FILE]} or {@code demo}.
 */
public final class Main {
    /** Folder of the shipped bundles, set by the start script. */
    private static final String BUNDLES = "ouroboros.bundles";

    private Main() {}

    /**
     * Runs what the arguments name and ends the JVM.
     *
     * @param args a verb and its options
     */
    public static void main(String[] args) {
        System.exit(status(List.of(args)));
    }

    private static int status(List<String> args) {
        try {
            Path bundles = Path.of(System.getProperty(BUNDLES, "bundles"));
            return switch (Invocation.parse(args, System.getenv(), Path.of(System.getProperty("user.home")))) {
                case Invocation.Demo _ -> Demo.run(bundles);
                case Invocation.Run run -> Service.run(bundles, run.data(), run.conf());
                case Invocation.Shell shell -> Shell.run(shell);
            };
        } catch (LaunchFailed e) {
            System.err.println("ouroboros: " + e.getMessage());
            return e.status();
        }
    }
}
