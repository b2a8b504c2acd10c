// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** A system in a terminal of its own, which {@code script} of util-linux provides. */
final class TerminalSession {
    /** What the line editor sends when it begins to take a line: bracketed paste on. */
    private static final String TAKES_A_LINE = "\u001b[?2004h";

    /** Longest time that a start and its end may take together. */
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private TerminalSession() {}

    /**
     * What one start took.
     *
     * @param promptMs from the execution of the start script until a command can be entered, in milliseconds
     * @param residentMib memory of the system's process at that moment, in MiB
     */
    record Start(long promptMs, long residentMib) {}

    /** Starts a system, waits until a command can be entered, and ends it by one. */
    static Start run(Path script, Path data) throws IOException {
        String command = "stty cols 120 rows 40; exec '" + script + "' run --data '" + data + "'";
        ProcessBuilder builder = new ProcessBuilder("script", "-qec", command, "/dev/null").redirectErrorStream(true);
        builder.environment().put("TERM", "xterm");
        builder.environment().put("OURO_JAVA", System.getProperty("java.home"));
        long beginNs = System.nanoTime();
        Process terminal = builder.start();
        CompletableFuture<Process> ended = terminal.onExit()
                .orTimeout(LIMIT.toNanos(), TimeUnit.NANOSECONDS)
                .whenComplete((process, late) -> {
                    if (late != null) {
                        end(terminal); // who reads from it learns of that
                    }
                });
        try {
            awaitPrompt(terminal);
            long promptMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beginNs);
            long residentMib = residentMib(terminal);
            exit(terminal);
            ended.join();
            return new Start(promptMs, residentMib);
        } catch (CompletionException late) {
            throw new IOException(
                    "the system was killed: it still ran " + LIMIT.toSeconds() + " s after its start", late);
        } finally {
            end(terminal);
        }
    }

    private static void end(Process terminal) {
        terminal.descendants().forEach(ProcessHandle::destroyForcibly);
        terminal.destroyForcibly();
    }

    private static void awaitPrompt(Process terminal) throws IOException {
        InputStream screen = terminal.getInputStream();
        StringBuilder shown = new StringBuilder();
        while (shown.indexOf(TAKES_A_LINE) < 0) {
            int character = screen.read();
            if (character < 0) {
                throw new IOException("the system ended before its prompt, and showed: " + shown);
            }
            shown.append((char) character);
        }
    }

    private static long residentMib(Process terminal) throws IOException {
        List<ProcessHandle> javas = terminal.descendants()
                .filter(process -> process.info().command().orElse("").endsWith("/java"))
                .toList();
        if (javas.size() != 1) {
            throw new IOException("one process of java was expected below script, not " + javas.size());
        }
        return ResidentMemory.mib(javas.getFirst().pid());
    }

    private static void exit(Process terminal) throws IOException {
        try (OutputStream keyboard = terminal.getOutputStream()) {
            keyboard.write("exit\r".getBytes(StandardCharsets.US_ASCII));
        }
        terminal.getInputStream().transferTo(OutputStream.nullOutputStream());
    }
}
