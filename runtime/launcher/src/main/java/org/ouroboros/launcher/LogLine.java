// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.launcher;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;
import java.util.regex.Pattern;

/**
 * One line for each event: when, how grave, who, what.
 *
 * <p>The JDK's own formatter loads the formats of all languages when it is created, which takes longer than starting the
 * framework.
 */
final class LogLine extends Formatter {
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}\u2028\u2029]");

    private final boolean traces;

    /** @param traces whether the trace of what was thrown follows */
    LogLine(boolean traces) {
        this.traces = traces;
    }

    @Override
    public String format(LogRecord event) {
        LocalDateTime when = LocalDateTime.ofInstant(event.getInstant(), ZoneId.systemDefault())
                .truncatedTo(ChronoUnit.MILLIS);
        return when + " " + event.getLevel().getName() + " " + event.getLoggerName() + ": "
                + plain(formatMessage(event)) + System.lineSeparator() + trace(event);
    }

    /** A message may hold names that came out of a network: none ends the line or acts on a terminal. */
    private static String plain(String message) {
        return CONTROL.matcher(message).replaceAll(control -> switch (control.group()) {
            case "\n" -> "\\\\n";
            case "\t" -> "\\\\t";
            default -> String.format("\\\\u%04x", (int) control.group().charAt(0));
        });
    }

    private String trace(LogRecord event) {
        if (!traces || event.getThrown() == null) {
            return "";
        }
        StringWriter trace = new StringWriter();
        event.getThrown().printStackTrace(new PrintWriter(trace, true));
        return trace.toString();
    }
}
