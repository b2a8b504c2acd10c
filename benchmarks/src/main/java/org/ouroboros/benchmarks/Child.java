// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A process of a bench: it answers each line that it is told, in order ({@link Dialogue}), and ends when there is nobody to tell it any
 * more. One thread at a time.
 */
final class Child implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration END = Duration.ofSeconds(10);

    private final String name;
    private final Process process;
    private final BufferedReader answers;
    private final Writer requests;

    private Child(String name, Process process) {
        this.name = name;
        this.process = process;
        this.answers = process.inputReader();
        this.requests = process.outputWriter();
    }

    /**
     * Starts a program of this class path, and of Netty as it is shipped, in a JVM like this one.
     *
     * @param at command that runs the command behind it somewhere
     * @param program has a main method, which converses
     */
    static Child start(List<String> at, Class<?> program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(at);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.add("-Douroboros.bundles=" + ShippedSystem.bundles()); // it may have been set later than by an argument
        command.addAll(List.of("-cp", classPath(), program.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        return new Child(program.getSimpleName(), process);
    }

    private static String classPath() throws IOException {
        List<String> parts = new ArrayList<>(List.of(System.getProperty("java.class.path")));
        try (DirectoryStream<Path> found = Files.newDirectoryStream(ShippedSystem.bundles(), "netty-*.jar")) {
            found.forEach(jar -> parts.add(jar.toString()));
        }
        return String.join(System.getProperty("path.separator"), parts);
    }

    /** {@return the answer to a request} */
    String ask(String request) throws IOException {
        tell(request);
        return answer();
    }

    /** Makes a request, whose answer is taken later: several children are at work then. */
    void tell(String request) throws IOException {
        requests.write(request + "\n");
        requests.flush();
    }

    /** {@return the next answer} */
    String answer() throws IOException {
        // who never answers is ended, which ends the reading
        var late = process.onExit()
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .whenComplete((ended, over) -> {
                    if (over != null) {
                        process.destroyForcibly();
                    }
                });
        String line = answers.readLine();
        late.cancel(false);
        if (line == null) {
            throw new IOException(
                    name + " ended before it answered, or did not answer within " + PATIENCE.toSeconds() + " s");
        }
        if (!line.startsWith(Dialogue.DONE)) {
            throw new IOException(name + ": " + line.substring(Dialogue.FAILED.length()));
        }
        return line.substring(Dialogue.DONE.length()).strip();
    }

    /** Ends the process. */
    @Override
    public void close() {
        try {
            requests.close();
            if (!process.waitFor(END.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException gone) {
            process.destroyForcibly();
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
