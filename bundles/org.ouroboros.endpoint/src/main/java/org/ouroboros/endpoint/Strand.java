// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint;

import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.ouroboros.endpoint.cipher.FlowCipher;
import org.ouroboros.endpoint.cipher.KeyEpochs;
import org.ouroboros.packet.Packet;
import org.ouroboros.policy.encryption.EncryptionPolicy;

/**
 * One of the flows of the layer that carry an endpoint: what encrypts its packets, and which of the peer's wait for a stage to open. There is
 * one of them, and two while the endpoint goes {@linkplain Splice from one to the next}. Confined to the loop, where nothing else is said.
 */
final class Strand {
    private final Queue<Packet> waiting = new ArrayDeque<>();
    private volatile @Nullable Stage<EncryptionPolicy, FlowCipher> encryption; // written on the loop
    private @Nullable KeyEpochs keys;
    private boolean closed;

    /** Has its packets encrypted. Once. */
    void encrypt(Stage<EncryptionPolicy, FlowCipher> stage, KeyEpochs epochs) {
        encryption = stage;
        keys = epochs;
    }

    /** {@return what encrypts its packets; null if nothing does} Any thread. */
    @Nullable
    Stage<EncryptionPolicy, FlowCipher> encryption() {
        return encryption;
    }

    /** {@return a secret that its two ends have in common, owned by the caller; empty if nothing encrypts its packets} */
    Optional<byte[]> commonSecret() {
        return Optional.ofNullable(keys).map(KeyEpochs::commonSecret);
    }

    /** {@return the packets of the peer that wait, of a bounded number} */
    Queue<Packet> waiting() {
        return waiting;
    }

    boolean isClosed() {
        return closed;
    }

    /** Lets the cipher go and wipes the keys; what waits is the caller's. Idempotent. */
    void close() {
        closed = true;
        Stage<EncryptionPolicy, FlowCipher> stage = encryption;
        if (stage != null) {
            stage.close();
        }
        KeyEpochs epochs = keys;
        if (epochs != null) {
            epochs.wipe();
        }
    }
}
