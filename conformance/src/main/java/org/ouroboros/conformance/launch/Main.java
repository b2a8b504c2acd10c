// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.conformance.launch;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Entry point of {@code ./ouroboros check}. */
public final class Main {
    /** Folder of the shipped bundles, set by the start script. */
    private static final String BUNDLES = "ouroboros.bundles";

    private static final int FAILED = 1;

    /** What goes on in the container that is not part of the report. */
    private static final Logger LOG = Logger.getLogger("");

    private Main() {}

    /**
     * Checks a policy bundle and ends the JVM: with 0 if all checks have passed, 1 if one has failed, 2 if the file is no policy bundle.
     *
     * @param args a file and, perhaps, {@code --json}
     */
    public static void main(String[] args) {
        LOG.setLevel(Level.OFF);
        PrintStream report = System.out;
        System.setOut(System.err); // for what others print
        System.exit(status(List.of(args), report));
    }

    private static int status(List<String> args, PrintStream report) {
        try (KitContainer container = KitContainer.start(Path.of(System.getProperty(BUNDLES)))) {
            Map.Entry<Integer, String> checked = container.check(args);
            if (checked.getKey() <= FAILED) {
                report.print(checked.getValue());
                report.flush();
            } else {
                System.err.print("ouroboros: " + checked.getValue());
            }
            return checked.getKey();
        } catch (Exception failure) {
            System.err.println("ouroboros: check did not run: " + failure.getMessage());
            return FAILED;
        }
    }
}
