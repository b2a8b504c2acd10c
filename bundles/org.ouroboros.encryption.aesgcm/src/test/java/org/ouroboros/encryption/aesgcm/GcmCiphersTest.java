// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.encryption.aesgcm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.crypto.Cipher;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.ouroboros.policy.encryption.CipherProvider;

/** Where the ciphers come from while providers come and go. */
class GcmCiphersTest {
    private @Nullable CipherProvider present;

    @Test
    void withoutAProviderTheyAreThePlatforms() {
        GcmCiphers ciphers = new GcmCiphers(() -> present);
        Cipher sealing = ciphers.sealing();
        assertSame(sealing, ciphers.sealing());
        assertNotSame(sealing, ciphers.opening());
    }

    @Test
    void aProviderThatIsThereMakesThemOnce() {
        Made provider = new Made();
        present = provider;
        GcmCiphers ciphers = new GcmCiphers(() -> present);
        for (int packet = 0; packet < 3; packet++) {
            assertSame(provider.made.get(0), ciphers.sealing());
            assertSame(provider.made.get(1), ciphers.opening());
        }
        assertEquals(2, provider.made.size());
    }

    @Test
    void theNextPacketFollowsAProviderThatComesIsReplacedOrGoes() {
        GcmCiphers ciphers = new GcmCiphers(() -> present);
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
        GcmCiphers ciphers = new GcmCiphers(() -> present);
        Cipher platform = ciphers.sealing();
        assertTrue(provider.made.isEmpty());
        provider.ready = true;
        assertNotSame(platform, ciphers.sealing());
        assertSame(provider.made.get(0), ciphers.sealing());
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
