// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.launcher;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.logging.Level;
import java.util.logging.LogManager;

/** The log: one line per event on standard error, through {@code java.util.logging} behind {@link System.Logger}. */
final class Logging {
    private static final String CONFIGURATION = """
        handlers = java.util.logging.ConsoleHandler
        java.util.logging.ConsoleHandler.level = ALL
        java.util.logging.ConsoleHandler.formatter = java.util.logging.SimpleFormatter
        java.util.logging.SimpleFormatter.format = %1$tF %1$tT.%1$tL %4$-7s %3$s: %5$s%6$s%n
        """;

    private Logging() {}

    /** Sets format and threshold, unless the JVM was given a configuration of its own. */
    static void configure(Level level) {
        if (System.getProperty("java.util.logging.config.file") != null) {
            return;
        }
        byte[] configuration = (CONFIGURATION + ".level = " + level).getBytes(StandardCharsets.ISO_8859_1);
        try {
            LogManager.getLogManager().readConfiguration(new ByteArrayInputStream(configuration));
        } catch (IOException e) {
            throw LaunchFailed.because("logging", e);
        }
    }
}
