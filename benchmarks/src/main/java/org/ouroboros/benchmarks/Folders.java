// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/** Folders that do not outlive a bench. */
final class Folders {
    private Folders() {}

    static Path temporary() throws IOException {
        return Files.createTempDirectory("ouroboros-bench-");
    }

    /** Deletes a folder with all that is in it. */
    static void delete(Path folder) throws IOException {
        List<Path> files;
        try (var tree = Files.walk(folder)) {
            files = tree.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : files) {
            Files.delete(file);
        }
    }
}
