// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.encryption.aesgcm;

import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.function.Supplier;
import javax.crypto.Cipher;
import org.jspecify.annotations.Nullable;
import org.ouroboros.policy.encryption.CipherProvider;

/**
 * The ciphers of one key, for either direction: those of a provider while one is there that has some, and those of the platform otherwise. A
 * cipher keeps nothing from one packet to the next, so they are exchanged between packets. Confined to the loop.
 */
final class GcmCiphers {
    private static final String TRANSFORMATION = "AES/GCM/NoPadding";

    private final Supplier<@Nullable CipherProvider> provider;
    private final Cipher platformSealing = platform();
    private final Cipher platformOpening = platform();
    private Cipher sealing = platformSealing;
    private Cipher opening = platformOpening;
    private @Nullable CipherProvider source; // of the ciphers that are in use; null for the platform

    /**
     * Makes the ciphers of the platform, and those of the provider.
     *
     * @param provider answers the provider that is there now
     */
    GcmCiphers(Supplier<@Nullable CipherProvider> provider) {
        this.provider = provider;
        follow();
    }

    /** {@return what seals the next packet} */
    Cipher sealing() {
        follow();
        return sealing;
    }

    /** {@return what opens the next packet} */
    Cipher opening() {
        follow();
        return opening;
    }

    private void follow() {
        CipherProvider present = provider.get();
        if (present != source) {
            exchange(present);
        }
    }

    private void exchange(@Nullable CipherProvider present) {
        Optional<Cipher> one = cipher(present);
        Optional<Cipher> other = one.isEmpty() ? one : cipher(present);
        if (one.isPresent() && other.isPresent()) {
            sealing = one.get();
            opening = other.get();
            source = present;
        } else {
            sealing = platformSealing;
            opening = platformOpening;
            source = null;
        }
    }

    private static Optional<Cipher> cipher(@Nullable CipherProvider present) {
        return present == null ? Optional.empty() : present.cipher(TRANSFORMATION);
    }

    private static Cipher platform() {
        try {
            return Cipher.getInstance(TRANSFORMATION);
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("this Java platform has no AES-GCM", missing);
        }
    }
}
