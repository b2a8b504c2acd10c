// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.configurations;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.osgi.framework.FrameworkUtil;

/** What was stored is there, whole, whatever its PID. */
class ConfigurationFilesTest {
    private static final String PID = "org.ouroboros.ipcp~home";

    @TempDir
    Path folder;

    static List<String> pids() {
        return List.of(PID, "a/b", "..", "A", "a", "x|y|1.0", "n~" + "\u00e4".repeat(300), "p".repeat(2_000), "% \t\n");
    }

    @ParameterizedTest
    @MethodSource("pids")
    void configurationIsReadAsItWasStored(String pid) throws IOException {
        ConfigurationFiles files = new ConfigurationFiles(folder.resolve("new"));
        files.store(pid, properties("\u4e2d \"quoted\" = \\ \n end"));
        Dictionary<?, ?> read = new ConfigurationFiles(folder.resolve("new")).load(pid);
        assertEquals("\u4e2d \"quoted\" = \\ \n end", read.get("text"));
        assertArrayEquals(new String[] {"one", "", "two, three"}, (String[]) read.get("list"));
        assertEquals(7L, read.get("number"));
        assertEquals(true, read.get("flag"));
    }

    @Test
    void configurationsOfAllPidsAreThereTogether() throws IOException {
        ConfigurationFiles files = new ConfigurationFiles(folder);
        for (String pid : pids()) {
            files.store(pid, properties(pid));
        }
        assertEquals(pids().size(), Collections.list(files.getDictionaries()).size());
        for (String pid : pids()) {
            assertEquals(pid, files.load(pid).get("text"));
            files.delete(pid);
            assertFalse(files.exists(pid));
        }
        assertFalse(files.getDictionaries().hasMoreElements());
    }

    @Test
    void fileThatCannotBeReadCostsNoOther() throws IOException {
        ConfigurationFiles files = new ConfigurationFiles(folder);
        files.store(PID, properties("text"));
        Files.writeString(folder.resolve("broken.config"), "\"text\"=\"no end");
        Files.writeString(folder.resolve("empty.config"), "");
        assertEquals(1, Collections.list(files.getDictionaries()).size());
        assertTrue(Files.exists(folder.resolve("broken.config")), "it is left for whoever can mend it");
    }

    @Test
    void whatAKilledProcessLeftUnfinishedChangesNothing() throws IOException {
        new ConfigurationFiles(folder).store(PID, properties("old"));
        Files.writeString(folder.resolve(PID + ".config.new"), "\"text\"=\"ne");
        ConfigurationFiles files = new ConfigurationFiles(folder);
        assertEquals("old", files.load(PID).get("text"));
        try (var left = Files.list(folder)) {
            assertEquals(1, left.count());
        }
    }

    @Test
    void interruptOfWhoStoresCostsNothing() throws IOException {
        ConfigurationFiles files = new ConfigurationFiles(folder);
        Thread.currentThread().interrupt();
        files.store(PID, properties("text"));
        assertTrue(Thread.interrupted());
        assertEquals("text", files.load(PID).get("text"));
    }

    @Test
    void unknownPidIsSaidToBeMissing() throws IOException {
        ConfigurationFiles files = new ConfigurationFiles(folder);
        assertFalse(files.exists(PID));
        assertThrows(NoSuchFileException.class, () -> files.load(PID));
        files.delete(PID);
    }

    private static Dictionary<String, Object> properties(String text) {
        return FrameworkUtil.asDictionary(
                Map.of("text", text, "list", new String[] {"one", "", "two, three"}, "number", 7L, "flag", true));
    }
}
