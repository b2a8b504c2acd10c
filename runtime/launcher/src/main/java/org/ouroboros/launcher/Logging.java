// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.FileHandler;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** The log, through {@code java.util.logging} behind {@link System.Logger}, unless the JVM was given a configuration. */
final class Logging {
    private static final int FILE_BYTES = 1 << 20;
    private static final int FILES = 2;

    /** Logs what it cannot read in {@code conf}, which is a mistake in a file and no reason for a trace. */
    private static final Logger CONFIGURATION_FILES = Logger.getLogger("fileinstall");

    private Logging() {}

    /** Has a broken file cost one line. */
    private static boolean inOneLine(LogRecord record) {
        Throwable thrown = record.getThrown();
        if (thrown != null) {
            record.setMessage(record.getMessage() + ": " + thrown.getMessage());
            record.setThrown(null);
        }
        return true;
    }

    /** One line per event on standard error, and the traces of what was thrown. */
    static void toStandardError(Level level) {
        if (isConfigured()) {
            return;
        }
        CONFIGURATION_FILES.setFilter(Logging::inOneLine);
        Logger root = Logger.getLogger("");
        root.setLevel(level);
        for (Handler handler : root.getHandlers()) {
            handler.setLevel(level);
            handler.setFormatter(new LogLine(true));
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
            file.setFormatter(new LogLine(true));
            Logger root = Logger.getLogger("");
            for (Handler terminal : root.getHandlers()) {
                terminal.setFormatter(new LogLine(false));
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
}
