// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.launcher;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.ouroboros.console.wire.Frame;

/**
 * The terminal of the process, with every key handed on as it is, until it is closed or the process ends.
 *
 * <p>It is set by {@code stty}, which starts faster than native calls are linked.
 */
final class RawTerminal implements AutoCloseable {
    private static final Frame.Extent UNKNOWN = new Frame.Extent(0, 0);
    private static final String RAW = "-icanon -isig -iexten -echo -ixon -icrnl -inlcr min 1 time 0";
    /** Modes that a line editor may have left on: pasting in brackets, keys of applications, colours. */
    private static final String RESET = "\u001b[?2004l\u001b[?1l\u001b>\u001b[0m\n";

    private final String before;
    private final Thread onExit = new Thread(this::restore, "ouroboros-terminal");
    /** Guarded by this, as the field below. */
    private boolean tidy;

    private boolean restored;

    private RawTerminal(String before) {
        this.before = before;
    }

    /** Sets the terminal. */
    static RawTerminal open() {
        RawTerminal terminal = new RawTerminal(stty("-g"));
        Runtime.getRuntime().addShutdownHook(terminal.onExit);
        stty(RAW);
        return terminal;
    }

    /** Sets it again, after somebody else had it. */
    void resume() {
        stty(RAW);
    }

    /** {@return the size of the window} */
    static Frame.Extent size() {
        String[] size = stty("size").split(" ", -1);
        try {
            return new Frame.Extent(Integer.parseInt(size[1]), Integer.parseInt(size[0]));
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            return UNKNOWN;
        }
    }

    @Override
    public void close() {
        restore();
    }

    /** Says whether the session has cleaned the screen up itself. */
    synchronized void tidy(boolean isTidy) {
        tidy = isTidy;
    }

    private synchronized void restore() {
        if (!restored) {
            restored = true;
            stty(before);
            if (!tidy) {
                reset();
            }
        }
    }

    private static void reset() {
        try {
            new FileOutputStream(FileDescriptor.out).write(RESET.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException gone) {
            return; // so is what was to be reset
        }
    }

    private static String stty(String arguments) {
        List<String> command = List.of("/bin/sh", "-c", "exec stty " + arguments);
        try {
            Process process = new ProcessBuilder(command)
                    .redirectInput(Redirect.INHERIT)
                    .redirectError(Redirect.DISCARD)
                    .start();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
        } catch (IOException e) {
            throw LaunchFailed.because("the terminal cannot be set", e);
        }
    }
}
