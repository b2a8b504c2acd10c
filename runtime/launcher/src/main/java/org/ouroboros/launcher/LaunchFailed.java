// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.launcher;

/** A start that cannot go on; the message is the one line that the operator reads. */
final class LaunchFailed extends RuntimeException {
    static final int FAILED = 1;
    static final int USAGE = 2;

    private static final long serialVersionUID = 1L;

    private final int status;

    private LaunchFailed(int status, String message) {
        super(message);
        this.status = status;
    }

    static LaunchFailed because(String message) {
        return new LaunchFailed(FAILED, message);
    }

    static LaunchFailed because(String message, Throwable cause) {
        return because(message + ": " + rootCause(cause));
    }

    static LaunchFailed usage(String message) {
        return new LaunchFailed(USAGE, message);
    }

    /** Exit status of the process. */
    int status() {
        return status;
    }

    /** The innermost cause in one line: the message where it says something, else the type. */
    static String rootCause(Throwable thrown) {
        Throwable root = thrown;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String message = root.getMessage();
        String line = message == null ? "" : message.lines().findFirst().orElse("");
        return line.isBlank() ? root.getClass().getSimpleName() : line;
    }
}
