// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.encryption.aesgcm;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.ouroboros.packet.Packet;
import org.ouroboros.policy.encryption.EncryptionPolicy.Sealer;
import org.ouroboros.policy.encryption.SealerProvider;

/**
 * Seals by the sealer of a provider while one is there that has some, and by that of this bundle otherwise. A sealer keeps nothing from one packet
 * to the next, so they are exchanged between packets. Confined to the loop.
 */
final class PreferredSealer implements Sealer {
    private final String cipher;
    private final byte[] key;
    private final Sealer own;
    private final Supplier<@Nullable SealerProvider> provider;
    private final FailedProvider failed;
    private Sealer current;
    private @Nullable SealerProvider source; // of the sealer that is in use; null for the own one
    private boolean closed;

    /**
     * Takes a key.
     *
     * @param cipher name of the policy
     * @param key is copied
     * @param own takes the same key; passes to this one
     * @param provider answers the provider that is there now
     * @param failed the one that is not asked
     */
    PreferredSealer(
            String cipher, byte[] key, Sealer own, Supplier<@Nullable SealerProvider> provider, FailedProvider failed) {
        this.cipher = cipher;
        this.key = key.clone();
        this.own = own;
        this.provider = provider;
        this.failed = failed;
        this.current = own;
        follow();
    }

    @Override
    public void seal(Packet packet) {
        follow().seal(packet);
    }

    @Override
    public boolean open(Packet packet) {
        return follow().open(packet);
    }

    /** Wipes the key, in the sealers, too. */
    @Override
    public void close() {
        closed = true;
        Arrays.fill(key, (byte) 0);
        use(own, null);
        own.close();
    }

    private Sealer follow() {
        if (closed) {
            throw new IllegalStateException("no packet is sealed or opened once the key is wiped");
        }
        SealerProvider present = provider.get();
        if (present != source) {
            exchange(present);
        }
        return current;
    }

    private void exchange(@Nullable SealerProvider present) {
        Optional<Sealer> made = made(present);
        if (made.isPresent()) {
            use(made.get(), present);
        } else {
            use(own, null);
        }
    }

    private void use(Sealer successor, @Nullable SealerProvider from) {
        Sealer predecessor = current;
        SealerProvider before = source;
        current = successor;
        source = from;
        if (before != null) { // else it was the own one
            try {
                predecessor.close();
            } catch (RuntimeException | LinkageError failure) { // which is no reason to lose a packet, or to keep a key
                failed.remember(before, failure);
            }
        }
    }

    private Optional<Sealer> made(@Nullable SealerProvider present) {
        if (present == null || failed.is(present)) {
            return Optional.empty();
        }
        try {
            return present.sealer(cipher, key);
        } catch (RuntimeException | LinkageError failure) {
            failed.remember(present, failure);
            return Optional.empty();
        }
    }
}
