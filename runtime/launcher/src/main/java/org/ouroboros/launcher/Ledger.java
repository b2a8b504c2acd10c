// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which bundle was installed from which shipped jar: a properties file, from symbolic name to {@link Entry}.
 *
 * <p>The file is replaced in one step with each change, so that a launcher that was killed knows what it was about to do.
 */
final class Ledger {
    private static final System.Logger LOG = System.getLogger(Ledger.class.getName());

    private final Path file;
    private final Map<String, Entry> entries = new TreeMap<>();

    private Ledger(Path file) {
        this.file = file;
    }

    /**
     * State of a bundle after the launcher last touched it.
     *
     * @param bundle its id in the framework; {@link #NONE} while it is being installed
     * @param digest of the jar that it came from, or is to come from
     * @param modified the framework's modification time; {@link #NONE} while the launcher is changing the bundle
     */
    record Entry(long bundle, String digest, long modified) {
        /** In place of a number that is not known yet. */
        static final long NONE = -1;

        /** {@return what is written before a jar is installed} */
        static Entry installing(ShippedBundle jar) {
            return new Entry(NONE, jar.digest(), NONE);
        }

        /** {@return what is written before a bundle is updated} */
        Entry updating(ShippedBundle jar) {
            return new Entry(bundle, jar.digest(), NONE);
        }

        boolean isUnfinished() {
            return modified == NONE;
        }

        private static Entry parse(String text) {
            String[] fields = text.split(" ", -1);
            if (fields.length != 3) {
                throw new IllegalArgumentException(fields.length + " words in place of 3");
            }
            return new Entry(Long.parseLong(fields[0]), fields[1], Long.parseLong(fields[2]));
        }

        @Override
        public String toString() {
            return bundle + " " + digest + " " + modified;
        }
    }

    /** Reads the file. One that is not there is an empty ledger; what cannot be read of it is logged, and forgotten. */
    static Ledger read(Path file) {
        Properties lines = new Properties();
        if (Files.exists(file)) {
            try (var in = Files.newBufferedReader(file)) {
                lines.load(in);
            } catch (IOException | IllegalArgumentException e) {
                damaged(file, e);
            }
        }
        Ledger ledger = new Ledger(file);
        for (String name : lines.stringPropertyNames()) {
            try {
                ledger.entries.put(name, Entry.parse(lines.getProperty(name)));
            } catch (IllegalArgumentException e) {
                damaged(file, e);
            }
        }
        return ledger;
    }

    private static void damaged(Path file, Exception reason) {
        LOG.log(
                System.Logger.Level.WARNING,
                "{0} is damaged ({1}): bundles that it does not tell of become what was shipped",
                file,
                LaunchFailed.rootCause(reason));
    }

    Set<String> names() {
        return Set.copyOf(entries.keySet());
    }

    /** Ids of the bundles that were installed. */
    Set<Long> bundles() {
        return entries.values().stream().map(Entry::bundle).collect(Collectors.toSet());
    }

    @Nullable
    Entry entry(String name) {
        return entries.get(name);
    }

    void record(String name, Entry entry) {
        entries.put(name, entry);
        write();
    }

    void forget(String name) {
        entries.remove(name);
        write();
    }

    private void write() {
        Properties lines = new Properties();
        entries.forEach((name, entry) -> lines.setProperty(name, entry.toString()));
        Path next = file.resolveSibling(file.getFileName() + ".new");
        try {
            try (var out = Files.newBufferedWriter(next)) {
                lines.store(out, "bundle id, SHA-256 of the shipped jar, modification time");
            }
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw LaunchFailed.because(file + " cannot be written", e);
        }
    }
}
