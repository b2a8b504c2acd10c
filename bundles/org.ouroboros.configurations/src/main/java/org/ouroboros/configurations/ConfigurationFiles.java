// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.configurations;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Dictionary;
import java.util.Enumeration;
import java.util.HexFormat;
import java.util.List;
import org.apache.felix.cm.PersistenceManager;
import org.apache.felix.cm.file.ConfigurationHandler;

/**
 * Configurations, each in a file of its own that is replaced in one step. Calls for one PID come one at a time, as the
 * Configuration Admin service makes them.
 */
final class ConfigurationFiles implements PersistenceManager {
    private static final System.Logger LOG = System.getLogger(ConfigurationFiles.class.getName());
    private static final String EXTENSION = ".config";
    private static final String UNFINISHED = ".new";
    private static final String PLAIN = "abcdefghijklmnopqrstuvwxyz0123456789-_.~";
    private static final int LONGEST_STEM = 180;
    private static final int DIGEST_DIGITS = 32;

    private final Path folder;

    /**
     * Opens a folder, which is created where it is missing; what a killed process left unfinished is deleted.
     *
     * @throws IOException if it cannot be written
     */
    ConfigurationFiles(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
        for (Path unfinished : files("*" + UNFINISHED)) {
            Files.delete(unfinished);
        }
    }

    @Override
    public boolean exists(String pid) {
        return Files.exists(file(pid));
    }

    @Override
    public Dictionary<?, ?> load(String pid) throws IOException {
        return read(file(pid));
    }

    @Override
    public Enumeration<?> getDictionaries() throws IOException {
        List<Dictionary<?, ?>> all = new ArrayList<>();
        for (Path file : files("*" + EXTENSION)) {
            try {
                all.add(read(file));
            } catch (NoSuchFileException deleted) {
                LOG.log(System.Logger.Level.DEBUG, "{0} was deleted meanwhile", file);
            } catch (IOException | RuntimeException unreadable) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "configuration file {0} cannot be read and is left out: {1}",
                        file,
                        unreadable.getMessage());
            }
        }
        return Collections.enumeration(all);
    }

    @Override
    @SuppressWarnings("rawtypes") // of the interface
    public void store(String pid, Dictionary properties) throws IOException {
        Path file = file(pid);
        Path unfinished = file.resolveSibling(file.getFileName() + UNFINISHED);
        try (FileOutputStream out =
                new FileOutputStream(unfinished.toFile())) { // no interrupt closes it, as it does a channel
            ConfigurationHandler.write(out, properties);
            out.getFD().sync();
        }
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void delete(String pid) throws IOException {
        Files.deleteIfExists(file(pid));
    }

    private static Dictionary<?, ?> read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            Dictionary<?, ?> properties = ConfigurationHandler.read(in);
            if (properties.isEmpty()) {
                throw new IOException("it is empty");
            }
            return properties;
        }
    }

    private List<Path> files(String pattern) throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, pattern)) {
            files.forEach(found::add);
        }
        return found;
    }

    /** A name that every file system takes and that tells PIDs apart, even where case does not. */
    private Path file(String pid) {
        StringBuilder stem = new StringBuilder();
        for (byte octet : pid.getBytes(StandardCharsets.UTF_8)) {
            boolean plain = PLAIN.indexOf(octet) >= 0;
            stem.append(
                    plain ? String.valueOf((char) octet) : "%" + HexFormat.of().toHexDigits(octet));
        }
        if (stem.length() > LONGEST_STEM) {
            stem.setLength(LONGEST_STEM);
            stem.append('%').append(digest(pid));
        }
        return folder.resolve(stem + EXTENSION);
    }

    private static String digest(String pid) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(pid.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, DIGEST_DIGITS);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java platform has SHA-256", missing);
        }
    }
}
