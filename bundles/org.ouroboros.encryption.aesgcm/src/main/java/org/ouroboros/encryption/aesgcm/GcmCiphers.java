// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.encryption.aesgcm;

import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.function.Supplier;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import org.jspecify.annotations.Nullable;
import org.ouroboros.policy.encryption.CipherKey;
import org.ouroboros.policy.encryption.CipherProvider;

/**
 * The ciphers of one key, for either direction: those of a provider while one is there that has some, and those of the platform otherwise. A
 * cipher keeps nothing from one packet to the next, so they are exchanged between packets. Confined to the loop.
 */
final class GcmCiphers {
    private static final String TRANSFORMATION = "AES/GCM/NoPadding";

    private final Supplier<@Nullable CipherProvider> provider;
    private final FailedProvider failed;
    private final Cipher platformSealing = platform();
    private final Cipher platformOpening = platform();
    private Cipher sealing = platformSealing;
    private Cipher opening = platformOpening;
    private @Nullable CipherProvider source; // of the ciphers that are in use; null for the platform
    private boolean closed;

    /**
     * Makes the ciphers of the platform, and those of the provider.
     *
     * @param provider answers the provider that is there now
     * @param failed the one that is not asked
     */
    GcmCiphers(Supplier<@Nullable CipherProvider> provider, FailedProvider failed) {
        this.provider = provider;
        this.failed = failed;
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

    /**
     * Lets the ciphers go, none of which is asked for afterwards. Those of the platform wipe what they keep of a key when they take another.
     *
     * @param blank such a key
     */
    void close(CipherKey blank) {
        closed = true;
        sealing = platformSealing;
        opening = platformOpening;
        source = null;
        GCMParameterSpec vector =
                new GCMParameterSpec(AesGcmSealer.TAG_BYTES * Byte.SIZE, new byte[AesGcmSealer.IV_BYTES]);
        try {
            platformSealing.init(Cipher.ENCRYPT_MODE, blank, vector);
            platformOpening.init(Cipher.DECRYPT_MODE, blank, vector);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("AES-GCM does not take a blank key", impossible);
        }
    }

    private void follow() {
        if (closed) {
            throw new IllegalStateException("no packet is sealed or opened once the key is wiped");
        }
        CipherProvider present = provider.get();
        if (present != source) {
            exchange(present);
        }
    }

    private void exchange(@Nullable CipherProvider present) {
        Optional<Cipher> one = made(present);
        Optional<Cipher> other = one.isEmpty() ? one : made(present);
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

    private Optional<Cipher> made(@Nullable CipherProvider present) {
        if (present == null || failed.is(present)) {
            return Optional.empty();
        }
        try {
            return present.cipher(TRANSFORMATION);
        } catch (RuntimeException | LinkageError failure) {
            failed.remember(present, failure);
            return Optional.empty();
        }
    }

    private static Cipher platform() {
        try {
            return Cipher.getInstance(TRANSFORMATION);
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("this Java platform has no AES-GCM", missing);
        }
    }
}
