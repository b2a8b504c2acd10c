// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
    @TempDir
    Path folder;

    @Test
    void oneProcessHasIt() {
        Path root = folder.resolve("data");
        try (DataDirectory _ = DataDirectory.open(root)) {
            LaunchFailed failed = assertThrows(LaunchFailed.class, () -> DataDirectory.open(root));
            assertEquals(
                    "data directory " + root + " is in use by process "
                            + ProcessHandle.current().pid() + "; --data DIR names another",
                    failed.getMessage());
        }
        DataDirectory.open(root).close();
    }

    @Test
    void tellsWhoHasItAndWhetherItsSystemHasStarted() {
        Path root = folder.resolve("data");
        ProcessHandle self = ProcessHandle.current();
        try (DataDirectory data = DataDirectory.open(root)) {
            assertEquals(Optional.of(new DataDirectory.Holder(self, false)), DataDirectory.holderOf(root));
            data.up();
            assertEquals(Optional.of(new DataDirectory.Holder(self, true)), DataDirectory.holderOf(root));
            LaunchFailed failed = assertThrows(LaunchFailed.class, () -> DataDirectory.open(root));
            assertTrue(String.valueOf(failed.getMessage()).contains("process " + self.pid() + ";"));
        }
        assertEquals(Optional.empty(), DataDirectory.holderOf(root));
    }

    @Test
    void whatCannotBeWrittenIsNamed() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        LaunchFailed failed = assertThrows(LaunchFailed.class, () -> DataDirectory.open(file.resolve("data")));
        assertEquals(
                "data directory " + file + "/data cannot be written; --data DIR names another", failed.getMessage());
    }

    @Test
    void aTemporaryOneLeavesNothing() throws IOException {
        DataDirectory data = DataDirectory.temporary();
        assertTrue(Files.exists(Files.createFile(data.root().resolve("file"))));
        data.close();
        assertFalse(Files.exists(data.root()));
    }
}
