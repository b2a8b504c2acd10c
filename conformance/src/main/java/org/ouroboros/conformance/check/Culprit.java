// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.conformance.check;

import java.util.Arrays;
import java.util.concurrent.ExecutionException;

/** Says of what went wrong whose code it was in. */
public final class Culprit {
    private static final String KIT = "org.ouroboros.conformance.";

    private Culprit() {}

    /**
     * Tells of a failure.
     *
     * @param failure what was thrown
     * @return a line for people
     */
    public static String tell(Throwable failure) {
        Throwable cause =
                failure instanceof ExecutionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof Broken || cause instanceof Deadline.Missed) {
            return String.valueOf(cause.getMessage());
        }
        String message = cause.getMessage() == null ? "" : ": " + cause.getMessage();
        return "throws " + cause.getClass().getSimpleName() + message + at(cause.getStackTrace());
    }

    /** {@return where a stack is: the method of somebody else's code that was called last; empty if there is none} */
    static String at(StackTraceElement[] stack) {
        return Arrays.stream(stack)
                .filter(frame -> frame.getModuleName() == null) // not of the platform
                .findFirst()
                .filter(frame -> !frame.getClassName().startsWith(KIT))
                .map(frame -> ", in " + frame.getClassName() + "." + frame.getMethodName())
                .orElse("");
    }
}
