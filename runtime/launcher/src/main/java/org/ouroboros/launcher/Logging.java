// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.launcher;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.FileHandler;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** The log, through {@code java.util.logging} behind {@link System.Logger}, unless the JVM was given a configuration. */
final class Logging {
    private static final String CONFIGURATION = """
        handlers = java.util.logging.ConsoleHandler
        java.util.logging.ConsoleHandler.level = ALL
        java.util.logging.ConsoleHandler.formatter = java.util.logging.SimpleFormatter
        java.util.logging.SimpleFormatter.format = %1$tF %1$tT.%1$tL %4$-7s %3$s: %5$s%6$s%n
        """;

    private static final int FILE_BYTES = 1 << 20;
    private static final int FILES = 2;

    private Logging() {}

    /** One line per event on standard error, and the traces of what was thrown. */
    static void toStandardError(Level level) {
        if (isConfigured()) {
            return;
        }
        byte[] configuration = (CONFIGURATION + ".level = " + level).getBytes(StandardCharsets.ISO_8859_1);
        try {
            LogManager.getLogManager().readConfiguration(new ByteArrayInputStream(configuration));
        } catch (IOException e) {
            throw LaunchFailed.because("logging", e);
        }
    }

    /** From now on all of it goes to files of a bounded size, and standard error gets lines without traces. */
    static void toFolder(Path folder) {
        if (isConfigured()) {
            return;
        }
        try {
            Files.createDirectories(folder);
            String files = folder.toString().replace("%", "%%") + "/system.%g.log";
            FileHandler file = new FileHandler(files, FILE_BYTES, FILES, true);
            file.setFormatter(new SimpleFormatter());
            Logger root = Logger.getLogger("");
            for (Handler terminal : root.getHandlers()) {
                terminal.setLevel(root.getLevel());
                terminal.setFormatter(new Line());
            }
            root.addHandler(file);
            root.setLevel(Level.INFO);
        } catch (IOException e) {
            throw LaunchFailed.because("log folder " + folder + " cannot be written", e);
        }
    }

    private static boolean isConfigured() {
        return System.getProperty("java.util.logging.config.file") != null;
    }

    /** The message alone. */
    private static final class Line extends Formatter {
        @Override
        public String format(LogRecord event) {
            return event.getLevel().getName() + " " + event.getLoggerName() + ": " + formatMessage(event)
                    + System.lineSeparator();
        }
    }
}
