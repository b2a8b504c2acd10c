// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which bundle was installed from which shipped jar: a properties file, from symbolic name to {@link Entry}. */
final class Ledger {
    private final Path file;
    private final Properties entries;

    private Ledger(Path file, Properties entries) {
        this.file = file;
        this.entries = entries;
    }

    /**
     * State of a bundle after the launcher last touched it.
     *
     * @param bundle its id in the framework
     * @param digest of the jar that it came from
     * @param modified the framework's modification time
     */
    record Entry(long bundle, String digest, long modified) {
        private static Entry parse(String text) {
            String[] fields = text.split(" ", -1);
            return new Entry(Long.parseLong(fields[0]), fields[1], Long.parseLong(fields[2]));
        }

        @Override
        public String toString() {
            return bundle + " " + digest + " " + modified;
        }
    }

    /** Reads the file; one that is not there is an empty ledger. */
    static Ledger read(Path file) {
        Properties entries = new Properties();
        if (Files.exists(file)) {
            try (var in = Files.newBufferedReader(file)) {
                entries.load(in);
            } catch (IOException e) {
                throw LaunchFailed.because(file + " cannot be read", e);
            }
        }
        return new Ledger(file, entries);
    }

    Set<String> names() {
        return Set.copyOf(entries.stringPropertyNames());
    }

    @Nullable
    Entry entry(String name) {
        String text = entries.getProperty(name);
        return text == null ? null : Entry.parse(text);
    }

    void record(String name, Entry entry) {
        entries.setProperty(name, entry.toString());
    }

    void forget(String name) {
        entries.remove(name);
    }

    /** Replaces the file in one step. */
    void write() {
        Path next = file.resolveSibling(file.getFileName() + ".new");
        try {
            try (var out = Files.newBufferedWriter(next)) {
                entries.store(out, "bundle id, SHA-256 of the shipped jar, modification time");
            }
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw LaunchFailed.because(file + " cannot be written", e);
        }
    }
}
