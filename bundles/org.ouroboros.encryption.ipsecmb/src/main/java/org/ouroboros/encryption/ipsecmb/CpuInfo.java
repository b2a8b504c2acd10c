// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.encryption.ipsecmb;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What Linux says of the processors. It leaves out the instructions whose registers it does not keep from one thread to the next, or which it was
 * started without, whatever the processors say themselves: such an instruction ends the process.
 */
final class CpuInfo {
    static final Path FILE = Path.of("/proc/cpuinfo");

    private CpuInfo() {}

    /**
     * {@return the features that a program may use, whichever processor it runs on} Blocks while the file is read.
     *
     * @throws IOException if it cannot be read, or tells of no flags
     */
    static Set<Feature> read(Path file) throws IOException {
        return allowed(Files.readAllLines(file, StandardCharsets.ISO_8859_1))
                .orElseThrow(() -> new IOException("there are no flags in " + file));
    }

    /** {@return the features that all processors have by the lines of such a file; empty if it tells of no flags} */
    static Optional<Set<Feature>> allowed(List<String> lines) {
        List<Set<String>> flags = lines.stream()
                .map(line -> line.split(":", 2))
                .filter(pair -> pair.length == 2 && pair[0].strip().equals("flags"))
                .map(pair -> Set.copyOf(Arrays.asList(pair[1].strip().split("\\s+"))))
                .toList();
        if (flags.isEmpty()) {
            return Optional.empty();
        }
        Set<Feature> features = EnumSet.allOf(Feature.class);
        features.removeIf(each -> !flags.stream().allMatch(of -> of.contains(each.flag())));
        return Optional.of(Collections.unmodifiableSet(features));
    }
}
