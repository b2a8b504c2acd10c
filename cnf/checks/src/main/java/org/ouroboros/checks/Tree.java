// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.checks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The source tree that this build belongs to. */
final class Tree {
    static final Path ROOT = Path.of(System.getProperty("root.dir"));

    private Tree() {}

    /** Java sources, what the build wrote left out, in order. */
    static List<Path> sources() throws IOException {
        try (Stream<Path> files =
                Files.find(ROOT, Integer.MAX_VALUE, (file, _) -> file.toString().endsWith(".java") && !isBuilt(file))) {
            return files.sorted().toList();
        }
    }

    /** Jars of our bundles, in order. */
    static List<Path> bundles() throws IOException {
        try (Stream<Path> files = Files.find(
                ROOT.resolve("bundles"), 3, (file, _) -> file.toString().endsWith(".jar"))) {
            return files.sorted().toList();
        }
    }

    private static boolean isBuilt(Path file) {
        return Stream.iterate(ROOT.relativize(file), path -> path != null, Path::getParent)
                .anyMatch(path -> path.endsWith("target"));
    }
}
