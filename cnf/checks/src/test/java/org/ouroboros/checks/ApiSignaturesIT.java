// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.checks;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What bundles export is what {@code cnf/api} says: a change of a signature is a decision, and seen in a diff. */
class ApiSignaturesIT {
    private static final Path LISTS = Tree.ROOT.resolve("cnf/api");
    private static final boolean ACCEPT = Boolean.getBoolean("api.accept");

    @Test
    void exportedSignaturesAreTheCommittedOnes() throws IOException {
        Map<String, List<String>> built = new TreeMap<>();
        for (Path jar : Tree.bundles()) {
            ExportedApi api = ExportedApi.of(jar);
            if (!api.lines().isEmpty()) {
                built.put(api.bundle() + ".txt", api.lines());
            }
        }
        if (ACCEPT) {
            accept(built);
        }
        List<String> differences = differences(built);
        assertTrue(
                differences.isEmpty(),
                () -> "exported signatures differ from cnf/api:\n" + String.join("\n", differences)
                        + "\nto accept: mvn verify -pl cnf/checks -Dapi.accept=true, and review package versions");
    }

    private static void accept(Map<String, List<String>> built) throws IOException {
        Files.createDirectories(LISTS);
        for (String name : committed()) {
            Files.delete(LISTS.resolve(name));
        }
        for (var list : built.entrySet()) {
            Files.write(LISTS.resolve(list.getKey()), list.getValue());
        }
    }

    private static List<String> differences(Map<String, List<String>> built) throws IOException {
        List<String> differences = new ArrayList<>();
        for (var list : built.entrySet()) {
            Path file = LISTS.resolve(list.getKey());
            List<String> committed = Files.exists(file) ? Files.readAllLines(file) : List.of();
            list.getValue().stream()
                    .filter(line -> !committed.contains(line))
                    .forEach(line -> differences.add("+ " + line));
            committed.stream()
                    .filter(line -> !list.getValue().contains(line))
                    .forEach(line -> differences.add("- " + line));
        }
        Set<String> names = built.keySet();
        committed().stream().filter(name -> !names.contains(name)).forEach(name -> differences.add("- " + name));
        return differences;
    }

    private static List<String> committed() throws IOException {
        if (!Files.isDirectory(LISTS)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(LISTS)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".txt"))
                    .sorted()
                    .toList();
        }
    }
}
