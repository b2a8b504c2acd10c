// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Memory of processes, as Linux counts it. */
final class ResidentMemory {
    private ResidentMemory() {}

    /** {@return what a process has in memory ({@code VmRSS}), in MiB} */
    static long mib(long pid) throws IOException {
        Path status = Path.of("/proc", Long.toString(pid), "status");
        String resident = Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .findFirst()
                .orElseThrow(() -> new IOException(status + " has no VmRSS"));
        return Long.parseLong(resident.replaceAll("[^0-9]", "")) >> 10;
    }
}
