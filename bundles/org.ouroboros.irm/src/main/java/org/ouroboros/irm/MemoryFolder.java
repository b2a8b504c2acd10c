// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/** What IPCPs remember, a file for each. Any thread but a loop's. */
final class MemoryFolder implements IpcpMemory.Storage {
    private static final System.Logger LOG = System.getLogger(MemoryFolder.class.getName());
    private static final String SUFFIX = ".facts";
    private static final String IPCP = "ipcp";
    private static final String FACT = "fact.";
    private static final long LARGEST_BYTES = 8L * IpcpMemory.MOST_CHARACTERS; // escapes included

    private final Path folder;

    MemoryFolder(Path folder) {
        this.folder = folder;
    }

    /** {@return what there is, by IPCP} What cannot be read is named in the log and left out. */
    Map<String, Map<String, String>> read() {
        Map<String, Map<String, String>> memories = new HashMap<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
                for (Path file : files) {
                    readInto(memories, file);
                }
            } catch (IOException | DirectoryIteratorException unreadable) {
                LOG.log(System.Logger.Level.WARNING, "{0} cannot be read: {1}", folder, unreadable.getMessage());
            }
        }
        return memories;
    }

    private static void readInto(Map<String, Map<String, String>> memories, Path file) {
        try {
            if (WholeFile.isUnfinished(file)) {
                Files.delete(file);
            } else if (file.toString().endsWith(SUFFIX) && memories.size() < IpcpMemory.MOST_IPCPS) {
                Properties properties = read(file);
                Map<String, String> facts = new HashMap<>();
                properties.stringPropertyNames().stream()
                        .filter(key -> key.startsWith(FACT))
                        .forEach(key -> facts.put(key.substring(FACT.length()), properties.getProperty(key)));
                Optional.ofNullable(properties.getProperty(IPCP))
                        .ifPresent(ipcp -> memories.put(ipcp, Map.copyOf(facts)));
            }
        } catch (IOException | IllegalArgumentException unreadable) { // the latter from an escape without sense
            LOG.log(System.Logger.Level.WARNING, "{0} is not used: {1}", file, unreadable.getMessage());
        }
    }

    private static Properties read(Path file) throws IOException {
        if (Files.size(file) > LARGEST_BYTES) {
            throw new IOException("it has more than " + LARGEST_BYTES + " bytes");
        }
        Properties properties = new Properties();
        properties.load(new StringReader(Files.readString(file)));
        return properties;
    }

    @Override
    public void write(String ipcp, Map<String, String> facts) throws IOException {
        Path file = file(ipcp);
        if (facts.isEmpty()) {
            Files.deleteIfExists(file);
            return;
        }
        Properties properties = new Properties();
        properties.setProperty(IPCP, ipcp);
        facts.forEach((name, value) -> properties.setProperty(FACT + name, value));
        StringWriter text = new StringWriter();
        properties.store(text, null);
        Files.createDirectories(folder);
        WholeFile.replace(file, text.toString());
    }

    private Path file(String ipcp) {
        return folder.resolve(Fingerprint.of(ipcp) + SUFFIX);
    }
}
