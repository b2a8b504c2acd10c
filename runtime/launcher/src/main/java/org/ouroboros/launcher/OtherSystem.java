// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.launcher;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;

/**
 * A system in a process of its own, with a data directory that does not outlive it.
 *
 * <p>The process runs until SIGTERM, or until its standard input ends: the other end of that is held by the process that started it,
 * and gone with it, however that ends.
 */
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

    /**
     * Starts the process.
     *
     * @param bundles folder of the shipped jars
     * @param starter temporary data directory of this process
     */
    static OtherSystem start(Path bundles, Path starter) {
        try {
            Path data = Files.createTempDirectory("ouroboros-");
            List<String> command = new ArrayList<>(
                    List.of(ProcessHandle.current().info().command().orElse("java")));
            command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
            command.addAll(List.of("-cp", System.getProperty("java.class.path"), OtherSystem.class.getName()));
            command.addAll(List.of(bundles.toString(), data.toString(), starter.toString()));
            Process process = new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            return new OtherSystem(data, process);
        } catch (IOException e) {
            throw LaunchFailed.because("a second system cannot be started", e);
        }
    }

    /**
     * Entry point of the process: runs a system, and clears up after the process that started it if it survives that.
     *
     * @param args folder of the shipped jars, the system's data directory, and that of the process that started it
     */
    static void main(String[] args) {
        Logging.toStandardError(Level.WARNING);
        try {
            run(Path.of(args[0]), Path.of(args[1]));
            DataDirectory.discard(Path.of(args[2]));
            System.exit(0);
        } catch (LaunchFailed e) {
            System.err.println("ouroboros: " + e.getMessage());
            System.exit(e.status());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void run(Path bundles, Path data) throws IOException {
        CleanStop signal = CleanStop.onSignal(0);
        try (Container container =
                signal.of(() -> Container.create(DataDirectory.openTemporary(data), data.resolve("conf")))) {
            container.start(bundles);
            System.in.transferTo(OutputStream.nullOutputStream());
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
                    throw LaunchFailed.because("the second system did not start");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw LaunchFailed.because("interrupted while the second system started");
            }
            waitedMs += LOOK_MS;
        }
    }

    /** Ends the process, and sees that its data directory goes with it. */
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
        DataDirectory.discard(data);
    }
}
