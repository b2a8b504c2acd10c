// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.testing;

import java.text.MessageFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Keeps what a class logs, in place of printing it, until it is closed. Any thread. */
public final class LogCapture extends Handler implements AutoCloseable {
    private final Logger logger;
    private final List<LogRecord> records = new CopyOnWriteArrayList<>();

    /**
     * Begins.
     *
     * @param source the class that logs
     */
    public LogCapture(Class<?> source) {
        logger = Logger.getLogger(source.getName());
        logger.setUseParentHandlers(false);
        logger.addHandler(this);
    }

    /** {@return what was logged, in order} */
    public List<LogRecord> records() {
        return List.copyOf(records);
    }

    /** {@return the same as people read it: level and message} */
    public List<String> lines() {
        return records.stream().map(LogCapture::line).toList();
    }

    private static String line(LogRecord logged) {
        Object[] parameters = logged.getParameters();
        String message = logged.getMessage();
        return logged.getLevel() + " "
                + (parameters == null || parameters.length == 0 ? message : MessageFormat.format(message, parameters));
    }

    @Override
    public void publish(LogRecord logged) {
        records.add(logged);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        logger.removeHandler(this);
        logger.setUseParentHandlers(true);
    }
}
