// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.encryption.ipsecmb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ouroboros.testing.LogCapture;

/** Whoever asks for the library never waits for it, nor fails with it. */
class IpsecMbLibraryTest {
    @TempDir
    private Path directory;

    private final CompletableFuture<Thread> loading = new CompletableFuture<>();

    @Test
    void nobodyWaitsWhileItIsLoaded() {
        CompletableFuture<Void> held = new CompletableFuture<>();
        IpsecMbLibrary library = new IpsecMbLibrary(() -> true, () -> {
            loading.complete(Thread.currentThread());
            held.join();
        });
        assertFalse(library.isLoaded());
        Thread loader = loading.join();
        assertFalse(loader.isVirtual(), "a virtual thread would hold its carrier");
        assertTrue(loader.isDaemon());
        assertFalse(library.isLoaded());
        held.complete(null);
        long deadlineNs = System.nanoTime() + 60_000_000_000L;
        while (!library.isLoaded()) {
            assertTrue(System.nanoTime() < deadlineNs, "not in time");
            Thread.onSpinWait();
        }
    }

    @Test
    void whereItIsNotInstalledIsSaidOnceAndWhatWouldInstallIt() throws InterruptedException {
        AtomicInteger looked = new AtomicInteger();
        AtomicInteger loaded = new AtomicInteger();
        IpsecMbLibrary library = new IpsecMbLibrary(
                () -> {
                    loading.complete(Thread.currentThread());
                    return looked.incrementAndGet() < 0;
                },
                loaded::incrementAndGet);
        try (LogCapture log = new LogCapture(IpsecMbLibrary.class)) {
            assertAskedInVain(library);
            assertEquals(1, looked.get());
            assertEquals(0, loaded.get());
            assertEquals(
                    List.of("INFO AES-GCM is not as fast as it can be: libIPSec_MB.so.1 is not installed (package"
                            + " libipsec-mb1 of Debian and Ubuntu, intel-ipsec-mb of Fedora)"),
                    log.lines());
        }
    }

    static Stream<Throwable> failures() {
        return Stream.of(new IllegalStateException("expected"), new UnsatisfiedLinkError("expected"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void oneThatDoesNotWorkIsSaidOnceAndNotUsed(Throwable failure) throws InterruptedException {
        AtomicInteger loaded = new AtomicInteger();
        IpsecMbLibrary library = new IpsecMbLibrary(() -> true, () -> {
            loading.complete(Thread.currentThread());
            loaded.incrementAndGet();
            if (failure instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) failure;
        });
        try (LogCapture log = new LogCapture(IpsecMbLibrary.class)) {
            assertAskedInVain(library);
            assertEquals(1, loaded.get());
            assertEquals(
                    List.of("WARNING AES-GCM is not as fast as it can be: libIPSec_MB.so.1 does not work here"),
                    log.lines());
        }
    }

    @Test
    void aMachineThatItIsNotForIsSaidOnceWithTheReason() throws InterruptedException {
        IpsecMbLibrary library = new IpsecMbLibrary(() -> true, () -> {
            loading.complete(Thread.currentThread());
            throw new UnsupportedOperationException("a reason");
        });
        try (LogCapture log = new LogCapture(IpsecMbLibrary.class)) {
            assertAskedInVain(library);
            assertEquals(List.of("INFO AES-GCM is not as fast as it can be: a reason"), log.lines());
        }
    }

    @Test
    void instructionsThatTheOperatingSystemHidesAreNotUsed() throws IOException {
        Path file = Files.writeString(directory.resolve("cpuinfo"), "flags\t\t: aes pclmulqdq avx avx2 bmi2\n");
        try (LogCapture log = new LogCapture(IpsecMbLibrary.class)) {
            assertEquals(Instructions.AVX2, IpsecMbLibrary.choose(EnumSet.allOf(Feature.class), file));
            assertEquals(
                    List.of("INFO AES-GCM by libIPSec_MB.so.1 uses AVX2: not VAES_AVX512, as the operating system does"
                            + " not allow sha_ni avx512f avx512dq avx512cd avx512bw avx512vl vaes vpclmulqdq gfni"
                            + " avx512ifma; not AVX512, as the operating system does not allow avx512f avx512dq"
                            + " avx512cd avx512bw avx512vl"),
                    log.lines());
        }
    }

    @Test
    void nothingIsLoggedWhereTheFastestAreUsed() throws IOException {
        String flags = Arrays.stream(Feature.values()).map(Feature::flag).collect(Collectors.joining(" "));
        Path file = Files.writeString(directory.resolve("cpuinfo"), "flags\t\t: " + flags + "\n");
        try (LogCapture log = new LogCapture(IpsecMbLibrary.class)) {
            assertEquals(Instructions.VAES_AVX512, IpsecMbLibrary.choose(EnumSet.allOf(Feature.class), file));
            assertEquals(List.of(), log.lines());
        }
    }

    @Test
    void withoutInstructionsThatItHasFunctionsForTheReasonsAreSaid() throws IOException {
        Path file = Files.writeString(directory.resolve("cpuinfo"), "flags\t\t: aes\n");
        Set<Feature> processor = EnumSet.of(Feature.AES, Feature.PCLMULQDQ, Feature.AVX, Feature.AVX2, Feature.BMI2);
        String reason = String.valueOf(
                assertThrows(UnsupportedOperationException.class, () -> IpsecMbLibrary.choose(processor, file))
                        .getMessage());
        assertTrue(
                reason.startsWith(
                        "libIPSec_MB.so.1 has no functions for this machine: not VAES_AVX512, as the processor"
                                + " does not have sha_ni avx512f"),
                reason);
        assertTrue(
                reason.endsWith("; not AVX2, as the operating system does not allow pclmulqdq avx avx2 bmi2"), reason);
    }

    @Test
    void nothingIsUsedWhereTheOperatingSystemDoesNotSayWhatItAllows() throws IOException {
        Path absent = directory.resolve("absent");
        Path empty = Files.createFile(directory.resolve("empty"));
        assertUnknown("java.nio.file.NoSuchFileException: " + absent, absent);
        assertUnknown("java.io.IOException: there are no flags in " + empty, empty);
        assertUnknown("java.io.IOException: Is a directory", directory);
    }

    private static void assertUnknown(String cause, Path file) {
        UnsupportedOperationException refused = assertThrows(
                UnsupportedOperationException.class, () -> IpsecMbLibrary.choose(EnumSet.allOf(Feature.class), file));
        assertEquals("which instructions the operating system allows is not known: " + cause, refused.getMessage());
    }

    private void assertAskedInVain(IpsecMbLibrary library) throws InterruptedException {
        assertFalse(library.isLoaded());
        loading.join().join();
        for (int packet = 0; packet < 3; packet++) {
            assertFalse(library.isLoaded());
        }
    }
}
