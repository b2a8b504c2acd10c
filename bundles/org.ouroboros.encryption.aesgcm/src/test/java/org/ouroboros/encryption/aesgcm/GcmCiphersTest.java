// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.encryption.aesgcm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ouroboros.policy.encryption.CipherKey;
import org.ouroboros.policy.encryption.CipherProvider;
import org.ouroboros.testing.LogCapture;

/** Where the ciphers come from while providers come and go. */
class GcmCiphersTest {
    private static final GCMParameterSpec VECTOR =
            new GCMParameterSpec(AesGcmSealer.TAG_BYTES * Byte.SIZE, new byte[AesGcmSealer.IV_BYTES]);

    private final FailedProvider failed = new FailedProvider();
    private @Nullable CipherProvider present;

    @Test
    void withoutAProviderTheyAreThePlatforms() {
        GcmCiphers ciphers = new GcmCiphers(() -> present, failed);
        Cipher sealing = ciphers.sealing();
        assertSame(sealing, ciphers.sealing());
        assertNotSame(sealing, ciphers.opening());
    }

    @Test
    void aProviderThatIsThereMakesThemOnce() {
        Made provider = new Made();
        present = provider;
        GcmCiphers ciphers = new GcmCiphers(() -> present, failed);
        for (int packet = 0; packet < 3; packet++) {
            assertSame(provider.made.get(0), ciphers.sealing());
            assertSame(provider.made.get(1), ciphers.opening());
        }
        assertEquals(2, provider.made.size());
    }

    @Test
    void theNextPacketFollowsAProviderThatComesIsReplacedOrGoes() {
        GcmCiphers ciphers = new GcmCiphers(() -> present, failed);
        Cipher platform = ciphers.sealing();
        Made one = new Made();
        present = one;
        Cipher sealing = ciphers.sealing();
        assertSame(one.made.get(0), sealing);
        Made other = new Made();
        present = other;
        Cipher opening = ciphers.opening();
        assertSame(other.made.get(1), opening);
        present = null;
        assertSame(platform, ciphers.sealing());
    }

    @Test
    void aProviderThatIsNotReadyIsAskedAgain() {
        Made provider = new Made();
        provider.ready = false;
        present = provider;
        GcmCiphers ciphers = new GcmCiphers(() -> present, failed);
        Cipher platform = ciphers.sealing();
        assertTrue(provider.made.isEmpty());
        provider.ready = true;
        assertNotSame(platform, ciphers.sealing());
        assertSame(provider.made.get(0), ciphers.sealing());
    }

    static Stream<Throwable> failures() {
        return Stream.of(new IllegalStateException("expected"), new UnsatisfiedLinkError("expected"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void aProviderThatThrowsIsNotAskedAgainWhichIsSaidOnce(Throwable failure) {
        Throwing provider = new Throwing(failure);
        present = provider;
        try (LogCapture log = new LogCapture(FailedProvider.class)) {
            GcmCiphers ciphers = new GcmCiphers(() -> present, failed);
            Cipher platform = ciphers.sealing();
            assertSame(platform, ciphers.sealing());
            assertEquals(Cipher.getInstance("AES/GCM/NoPadding").getProvider(), platform.getProvider());
            new GcmCiphers(() -> present, failed).opening();
            assertEquals(1, provider.asked, "by all flows of the policy together");
            assertEquals(
                    List.of("WARNING AES-GCM goes on without provider " + Throwing.class.getName()
                            + ": it failed, and is not asked again"),
                    log.lines());
            Made successor = new Made();
            present = successor;
            assertSame(ciphers.sealing(), successor.made.getFirst());
        } catch (GeneralSecurityException missing) {
            throw new AssertionError(missing);
        }
    }

    @Test
    void thePlatformsCiphersLetAKeyGoWhenTheyAreClosed() throws GeneralSecurityException {
        GcmCiphers ciphers = new GcmCiphers(() -> present, failed);
        Kept key = new Kept();
        ciphers.sealing().init(Cipher.ENCRYPT_MODE, key, VECTOR);
        ciphers.opening().init(Cipher.DECRYPT_MODE, key, VECTOR);
        ciphers.close(CipherKey.of(new byte[16], 16, "AES"));
        assertEquals(2, key.handedOut.size());
        key.handedOut.forEach(copy -> assertArrayEquals(new byte[16], copy));
        assertThrows(IllegalStateException.class, ciphers::sealing);
        assertThrows(IllegalStateException.class, ciphers::opening);
    }

    /** A key that knows what it handed out. */
    @SuppressWarnings("serial") // never written
    private static final class Kept implements SecretKey {
        final List<byte[]> handedOut = new ArrayList<>();

        @Override
        public String getAlgorithm() {
            return "AES";
        }

        @Override
        public String getFormat() {
            return "RAW";
        }

        @Override
        public byte[] getEncoded() {
            byte[] copy = new byte[16];
            Arrays.fill(copy, (byte) 7);
            handedOut.add(copy);
            return copy;
        }
    }

    /** Does not work. */
    private static final class Throwing implements CipherProvider {
        private final Throwable failure;
        int asked;

        Throwing(Throwable failure) {
            this.failure = failure;
        }

        @Override
        public Optional<Cipher> cipher(String transformation) {
            asked++;
            if (failure instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) failure;
        }
    }

    /** Ciphers of the platform that this test knows again. */
    private static final class Made implements CipherProvider {
        final List<Cipher> made = new ArrayList<>();
        boolean ready = true;

        @Override
        public Optional<Cipher> cipher(String transformation) {
            if (!ready) {
                return Optional.empty();
            }
            try {
                made.add(Cipher.getInstance(transformation));
            } catch (GeneralSecurityException missing) {
                throw new IllegalStateException(missing);
            }
            return Optional.of(made.getLast());
        }
    }
}
