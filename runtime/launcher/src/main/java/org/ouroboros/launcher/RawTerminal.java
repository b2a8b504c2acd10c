// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.launcher;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.ouroboros.console.wire.Frame;

/**
 * The terminal of the process, with every key handed on as it is, until it is closed or the process ends.
 *
 * <p>It is set by {@code stty}, which starts faster than native calls are linked.
 */
final class RawTerminal implements AutoCloseable {
    private static final Frame.Extent UNKNOWN = new Frame.Extent(0, 0);
    private static final String RAW = "raw -echo";
    /** Modes that a line editor may have left on: pasting in brackets, keys of applications, colours. */
    private static final String RESET = "\u001b[?2004l\u001b[?1l\u001b>\u001b[0m";

    private final String before;
    private final Thread onExit = new Thread(this::restore, "ouroboros-terminal");
    private final AtomicBoolean restored = new AtomicBoolean();

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

    private void restore() {
        if (restored.compareAndSet(false, true)) {
            System.out.print(RESET);
            System.out.flush();
            stty(before);
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
