// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.encryption.corretto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.NoSuchPaddingException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ouroboros.testing.LogCapture;

/** Whoever asks for a cipher never waits for the library, nor fails with it. */
class CorrettoLibraryTest {
    private static final String GCM = "AES/GCM/NoPadding";

    private final CompletableFuture<Thread> loading = new CompletableFuture<>();

    @Test
    void nobodyWaitsWhileItIsLoaded() throws NoSuchAlgorithmException, NoSuchPaddingException {
        Provider platform = Cipher.getInstance(GCM).getProvider();
        CompletableFuture<Provider> held = new CompletableFuture<>();
        CorrettoLibrary library = new CorrettoLibrary(() -> {
            loading.complete(Thread.currentThread());
            return held.join();
        });
        assertEquals(Optional.empty(), library.cipher(GCM));
        Thread loader = loading.join();
        assertFalse(loader.isVirtual(), "a virtual thread would hold its carrier");
        assertTrue(loader.isDaemon());
        assertEquals(Optional.empty(), library.cipher(GCM));
        held.complete(platform);
        await(() -> library.cipher(GCM).isPresent());
        assertEquals(platform, library.cipher(GCM).orElseThrow().getProvider());
    }

    static Stream<Throwable> failures() {
        return Stream.of(new IllegalStateException("expected"), new UnsatisfiedLinkError("expected"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void aLibraryThatDoesNotLoadIsSaidOnceAndLeavesThePlatformsCiphers(Throwable failure) throws InterruptedException {
        AtomicInteger loaded = new AtomicInteger();
        CorrettoLibrary library = new CorrettoLibrary(() -> {
            loaded.incrementAndGet();
            loading.complete(Thread.currentThread());
            if (failure instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) failure;
        });
        try (LogCapture log = new LogCapture(CorrettoLibrary.class)) {
            assertEquals(Optional.empty(), library.cipher(GCM));
            loading.join().join();
            for (int packet = 0; packet < 3; packet++) {
                assertEquals(Optional.empty(), library.cipher(GCM));
            }
            assertEquals(1, loaded.get());
            assertEquals(
                    List.of("INFO ciphers are those of the Java platform: the library of Corretto does not run here"),
                    log.lines());
        }
    }

    private static void await(BooleanSupplier condition) {
        long deadlineNs = System.nanoTime() + 60_000_000_000L;
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadlineNs, "not in time");
            Thread.onSpinWait();
        }
    }
}
