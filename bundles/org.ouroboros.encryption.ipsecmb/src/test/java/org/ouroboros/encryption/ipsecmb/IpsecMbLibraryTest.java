// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.encryption.ipsecmb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ouroboros.testing.LogCapture;

/** Whoever asks for the library never waits for it, nor fails with it. */
class IpsecMbLibraryTest {
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

    private void assertAskedInVain(IpsecMbLibrary library) throws InterruptedException {
        assertFalse(library.isLoaded());
        loading.join().join();
        for (int packet = 0; packet < 3; packet++) {
            assertFalse(library.isLoaded());
        }
    }
}
