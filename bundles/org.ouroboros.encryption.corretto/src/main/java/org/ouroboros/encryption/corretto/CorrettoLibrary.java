// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.encryption.corretto;

import static java.lang.System.Logger.Level.INFO;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import javax.crypto.Cipher;
import javax.crypto.NoSuchPaddingException;
import org.jspecify.annotations.Nullable;

/**
 * The provider and its native library, which are loaded when a cipher is asked for first, on a thread of their own: that takes longer than a
 * loop may wait, and would hold the carrier of a virtual one. Where the library does not run, which is said once, there are no ciphers. Any thread.
 */
final class CorrettoLibrary {
    private static final System.Logger LOG = System.getLogger(CorrettoLibrary.class.getName());

    private final Supplier<Provider> loader;
    private final AtomicBoolean asked = new AtomicBoolean();

    /** Written by the thread that loads it. */
    private volatile @Nullable Provider loaded;

    /** Loads nothing yet. */
    CorrettoLibrary() {
        this(CorrettoLibrary::corretto);
    }

    /**
     * Loads nothing yet.
     *
     * @param loader loads the library, and takes its time
     */
    CorrettoLibrary(Supplier<Provider> loader) {
        this.loader = loader;
    }

    /** {@return a cipher, if the library is loaded and has it} */
    Optional<Cipher> cipher(String transformation) {
        Provider provider = loaded;
        if (provider == null) {
            loadOnce(transformation);
            return Optional.empty();
        }
        return made(transformation, provider);
    }

    private static Optional<Cipher> made(String transformation, Provider provider) {
        try {
            return Optional.of(Cipher.getInstance(transformation, provider));
        } catch (NoSuchAlgorithmException | NoSuchPaddingException other) {
            return Optional.empty();
        }
    }

    private void loadOnce(String transformation) {
        if (!asked.get() && asked.compareAndSet(false, true)) {
            Thread.ofPlatform().daemon().name("corretto-load").start(() -> load(transformation));
        }
    }

    private void load(String transformation) {
        try {
            Provider provider = loader.get();
            made(transformation, provider); // the classes that it needs are loaded here, too
            loaded = provider;
        } catch (RuntimeException | LinkageError failure) {
            LOG.log(INFO, "ciphers are those of the Java platform: the library of Corretto does not run here", failure);
        }
    }

    private static Provider corretto() {
        AmazonCorrettoCryptoProvider provider = AmazonCorrettoCryptoProvider.INSTANCE;
        provider.assertHealthy();
        return provider;
    }
}
