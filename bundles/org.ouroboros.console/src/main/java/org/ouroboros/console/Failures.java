// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.console;

import java.io.EOFException;
import java.io.InterruptedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.UndeclaredThrowableException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.ConcurrentModificationException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.apache.felix.gogo.runtime.CommandNotFoundException;
import org.apache.felix.gogo.runtime.EOFError;
import org.apache.felix.gogo.runtime.SyntaxError;

/** What a person reads about a failure: one line. */
final class Failures {
    private static final System.Logger LOG = System.getLogger(Failures.class.getName());

    private Failures() {}

    /**
     * Says what went wrong. A programming error is named as such, and its trace goes to the log.
     *
     * @param failure what a command threw
     */
    static String line(Throwable failure) {
        Throwable thrown = unwrapped(failure);
        return switch (thrown) {
            case CommandNotFoundException unknown ->
                "no command '" + unknown.getCommand() + "'; help lists the commands";
            case NoSuchFileException missing -> "no such file: " + missing.getFile();
            case AccessDeniedException denied -> "access denied: " + denied.getFile();
            case SyntaxError _ -> "syntax: " + first(thrown);
            case EOFException unfinished when unfinished.getCause() instanceof EOFError -> "syntax: " + first(thrown);
            default -> isProgrammingError(thrown) ? programmingError(thrown) : message(thrown);
        };
    }

    /** Whether a command ended by an interrupt, rather than by itself. */
    static boolean isInterrupt(Throwable failure) {
        Throwable thrown = unwrapped(failure);
        return thrown instanceof Jobs.Interrupted
                || thrown instanceof InterruptedException
                || thrown instanceof InterruptedIOException
                || thrown instanceof ClosedByInterruptException
                || thrown instanceof CancellationException;
    }

    /** What a command threw, out of what carried it. */
    private static Throwable unwrapped(Throwable failure) {
        Throwable thrown = failure;
        while (isCarrier(thrown)) {
            Throwable cause = thrown.getCause();
            if (cause == null) {
                return thrown;
            }
            thrown = cause;
        }
        return thrown;
    }

    private static boolean isCarrier(Throwable thrown) {
        return thrown instanceof InvocationTargetException
                || thrown instanceof UndeclaredThrowableException
                || thrown instanceof ExecutionException
                || thrown instanceof CompletionException;
    }

    private static boolean isProgrammingError(Throwable thrown) {
        return thrown instanceof Error
                || thrown instanceof NullPointerException
                || thrown instanceof ClassCastException
                || thrown instanceof IndexOutOfBoundsException
                || thrown instanceof ArrayStoreException
                || thrown instanceof ConcurrentModificationException
                || (thrown instanceof RuntimeException && thrown.getMessage() == null);
    }

    private static String programmingError(Throwable thrown) {
        LOG.log(System.Logger.Level.ERROR, "a command failed by a programming error", thrown);
        String type = thrown.getClass().getName();
        return "programming error, its trace is in the log: "
                + (thrown.getMessage() == null ? type : type + ": " + first(thrown));
    }

    /** The message, and that of the innermost cause where it says more. */
    private static String message(Throwable thrown) {
        Throwable root = thrown;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        String outer = first(thrown);
        String inner = first(root);
        return outer.contains(inner) ? outer : outer.replaceFirst("\\.$", "") + ": " + inner;
    }

    private static String first(Throwable thrown) {
        String message = thrown.getMessage();
        String line =
                message == null ? "" : message.lines().findFirst().orElse("").strip();
        return line.isEmpty() ? thrown.getClass().getSimpleName() : line;
    }
}
