// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.it;

import static org.junit.Assert.assertTrue;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What a process has taken of its machine, and has to give back.
 *
 * @param threads platform and virtual threads, but for those that carry the virtual ones, which come and go
 * @param files open files
 * @param directBytes memory of direct buffers
 * @param heapBytes heap that is in use after a collection
 */
record Footprint(long threads, long files, long directBytes, long heapBytes) {
    /** What the heap may have grown by: caches of the platform that fill, code that is linked later. */
    private static final long HEAP_TOLERANCE_BYTES = 2 << 20;

    private static final String CARRIER = "\"ForkJoinPool-1-worker-";

    /** Counts while no virtual thread is busy: a JDK 25 may crash when it dumps one that is. */
    static Footprint now() throws IOException {
        System.gc();
        return new Footprint(
                countThreads(),
                ManagementFactory.getPlatformMXBean(UnixOperatingSystemMXBean.class)
                        .getOpenFileDescriptorCount(),
                ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                        .mapToLong(BufferPoolMXBean::getMemoryUsed)
                        .sum(),
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    }

    void assertWithin(Footprint before) {
        assertTrue(
                this + " instead of " + before,
                threads <= before.threads
                        && files <= before.files
                        && directBytes <= before.directBytes
                        && heapBytes <= before.heapBytes + HEAP_TOLERANCE_BYTES);
    }

    private static long countThreads() throws IOException {
        Path folder = Files.createTempDirectory("threads");
        Path dump = folder.resolve("dump");
        try {
            ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                    .dumpThreads(dump.toString(), ThreadDumpFormat.TEXT_PLAIN);
            try (Stream<String> lines = Files.lines(dump)) {
                return lines.filter(line -> line.startsWith("#") && !line.contains(CARRIER))
                        .count();
            }
        } finally {
            Files.deleteIfExists(dump);
            Files.delete(folder);
        }
    }
}
