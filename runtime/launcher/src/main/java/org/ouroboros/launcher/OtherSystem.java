// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.launcher;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A system in a process of its own, started as this one was, with a data directory that does not outlive it. */
final class OtherSystem implements AutoCloseable {
    private static final long START_LIMIT_MS = 30_000;
    private static final long LOOK_MS = 20;
    private static final long STOP_LIMIT_S = 20;

    private final Path data;
    private final Process process;

    private OtherSystem(Path data, Process process) {
        this.data = data;
        this.process = process;
    }

    /** Starts the process. {@return it} */
    static OtherSystem start() {
        try {
            Path data = Files.createTempDirectory("ouroboros-");
            List<String> command = new ArrayList<>(
                    List.of(ProcessHandle.current().info().command().orElse("java")));
            command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
            command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
            command.addAll(List.of("run", "--data", data.toString()));
            Process process = new ProcessBuilder(command)
                    .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(data.resolve("log.txt").toFile())
                    .start();
            return new OtherSystem(data, process);
        } catch (IOException e) {
            throw LaunchFailed.because("a second system cannot be started", e);
        }
    }

    Path data() {
        return data;
    }

    /**
     * Waits until a shell may attach.
     *
     * @throws LaunchFailed if the system does not start
     */
    void awaitStart() {
        long waitedMs = 0;
        while (DataDirectory.holderOf(data).filter(DataDirectory.Holder::isUp).isEmpty()) {
            try {
                if (process.waitFor(LOOK_MS, TimeUnit.MILLISECONDS) || waitedMs > START_LIMIT_MS) {
                    throw LaunchFailed.because("the second system did not start: "
                            + Files.readString(data.resolve("log.txt")).strip());
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw LaunchFailed.because("interrupted while the second system started");
            }
            waitedMs += LOOK_MS;
        }
    }

    /** Stops the system and deletes its data directory. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_LIMIT_S, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        try (Stream<Path> tree = Files.walk(data)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
