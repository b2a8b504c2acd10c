// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A system as it is started to stay, with a data directory that does not outlive it. */
final class RunningSystem implements AutoCloseable {
    private static final long END_S = 10;

    private final Path data;
    private final Process process;

    private RunningSystem(Path data, Process process) {
        this.data = data;
        this.process = process;
    }

    /**
     * Starts a system.
     *
     * @param at command that runs the command behind it somewhere
     */
    static RunningSystem start(List<String> at) throws IOException {
        Path data = Folders.temporary();
        List<String> command = new ArrayList<>(at);
        command.addAll(List.of(script(), "run", "--data", data.toString()));
        return new RunningSystem(data, launch(command, ProcessBuilder.Redirect.DISCARD));
    }

    /** Executes commands in its shell, as soon as it takes some. */
    void execute(String... commands) throws IOException, InterruptedException {
        Path file = Files.writeString(data.resolve("bench.gosh"), String.join("\n", commands) + "\n");
        Process shell = launch(
                List.of(script(), "shell", "--data", data.toString(), file.toString()), ProcessBuilder.Redirect.PIPE);
        String printed = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (shell.waitFor() != 0) {
            throw new IOException("a command failed: " + printed.strip());
        }
    }

    private static String script() {
        return Path.of(System.getProperty("ouroboros.root"), "ouroboros").toString();
    }

    private static Process launch(List<String> command, ProcessBuilder.Redirect output) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output);
        builder.environment().put("OURO_JAVA", System.getProperty("java.home"));
        return builder.start();
    }

    /** {@return memory of its process, in MiB} */
    long residentMib() throws IOException {
        return ResidentMemory.mib(process.pid()); // each command on the way there becomes the next one
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(END_S, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        Folders.delete(data);
    }
}
