// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The folder that keeps a system's state, held by one process at a time.
 *
 * <p>A lock of the operating system guards it: it vanishes with its process, however that ends.
 */
final class DataDirectory implements AutoCloseable {
    private static final String LOCK = "lock";

    /** Follows the number of the process in the lock once its system has started. */
    private static final String UP = " up";

    private final Path root;
    private final FileChannel lock;
    private final boolean temporary;

    private DataDirectory(Path root, FileChannel lock, boolean temporary) {
        this.root = root;
        this.lock = lock;
        this.temporary = temporary;
    }

    /**
     * Creates the folder where it is missing, and takes it.
     *
     * @throws LaunchFailed if it cannot be written, or another process has it
     */
    static DataDirectory open(Path root) {
        return open(root, false);
    }

    /** The same for a folder that {@link #close} deletes. */
    static DataDirectory openTemporary(Path root) {
        return open(root, true);
    }

    /** Deletes a temporary folder that is still there although its process is not: that was killed. */
    static void discard(Path root) {
        try {
            if (Files.exists(root)) {
                take(root, true).ifPresent(DataDirectory::close);
            }
        } catch (IOException e) {
            throw LaunchFailed.because("temporary directory " + root + " cannot be deleted", e);
        }
    }

    /** A folder of its own that {@link #close} deletes. */
    static DataDirectory temporary() {
        try {
            return open(Files.createTempDirectory("ouroboros-"), true);
        } catch (IOException e) {
            throw LaunchFailed.because("no temporary directory", e);
        }
    }

    private static DataDirectory open(Path root, boolean temporary) {
        try {
            Files.createDirectories(root);
            Optional<DataDirectory> taken = take(root, temporary);
            if (taken.isEmpty()) {
                throw LaunchFailed.because("data directory " + root + " is in use by process "
                        + holder(root.resolve(LOCK)) + "; --data DIR names another");
            }
            return taken.get();
        } catch (IOException e) {
            throw LaunchFailed.because("data directory " + root + " cannot be written; --data DIR names another");
        }
    }

    /** Takes a folder unless a process has it. {@return it} */
    private static Optional<DataDirectory> take(Path root, boolean temporary) throws IOException {
        FileChannel channel = FileChannel.open(
                root.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        if (lock(channel) == null) {
            channel.close();
            return Optional.empty();
        }
        channel.truncate(0);
        channel.write(StandardCharsets.US_ASCII.encode(
                Long.toString(ProcessHandle.current().pid())));
        return Optional.of(new DataDirectory(root, channel, temporary));
    }

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // held by this very process
        }
    }

    private static String holder(Path file) throws IOException {
        String pid = pid(Files.readString(file, StandardCharsets.US_ASCII));
        return pid.isEmpty() ? "that is just starting" : pid;
    }

    private static String pid(String lock) {
        return lock.replace(UP, "");
    }

    /**
     * Who has a folder.
     *
     * @param process the process
     * @param isUp whether its system has started
     */
    record Holder(ProcessHandle process, boolean isUp) {}

    /** Who has a folder, if a process has. {@return it} */
    static Optional<Holder> holderOf(Path root) {
        try {
            String lock = Files.readString(root.resolve(LOCK), StandardCharsets.US_ASCII);
            return ProcessHandle.of(Long.parseLong(pid(lock))).map(process -> new Holder(process, lock.endsWith(UP)));
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Tells those who look for the system that it has started. */
    void up() {
        try {
            lock.write(StandardCharsets.US_ASCII.encode(UP));
        } catch (IOException e) {
            throw LaunchFailed.because("data directory " + root + " cannot be written", e);
        }
    }

    Path root() {
        return root;
    }

    /** The framework's bundle cache. */
    Path cache() {
        return root.resolve("cache");
    }

    /** What is configured: by files, which are read into it, and by requests. */
    Path configurations() {
        return root.resolve("configurations");
    }

    /** Certificates, keys and settings of what protects flows; what an operator puts there. */
    Path security() {
        return root.resolve("security");
    }

    /** What was installed from the shipped bundles. */
    Path ledger() {
        return root.resolve("shipped.properties");
    }

    /** The command lines of the prompts. */
    Path history() {
        return root.resolve("history");
    }

    /** The log of a system that has its terminal for a prompt. */
    Path log() {
        return root.resolve("log");
    }

    /** Gives the folder back; a temporary one is deleted. */
    @Override
    public void close() {
        try {
            lock.truncate(0); // no process has it any more
            lock.close();
            if (temporary) {
                delete();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void delete() throws IOException {
        List<Path> children;
        try (var tree = Files.walk(root)) {
            children = tree.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : children) {
            Files.deleteIfExists(path);
        }
    }
}
