// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.policy.encryption;

import org.osgi.annotation.versioning.ConsumerType;
import org.ouroboros.packet.Packet;
import org.ouroboros.policy.swap.Replaceable;

/**
 * A cipher for the packets of a flow. A stateless, thread-safe service of kind {@link #KIND}.
 *
 * <p>The endpoint owns keys, their rotation, and initialisation vectors; a policy turns packets with one key. Its name is what
 * settings call it, its number what is on the wire.
 */
@ConsumerType
public interface EncryptionPolicy extends Replaceable<EncryptionState> {
    /** The kind of these policies. */
    String KIND = "encryption";

    /** Length of session keys, in bytes. A cipher with shorter keys uses the first bytes. */
    int SESSION_KEY_BYTES = 32;

    /** {@return what distinguishes the cipher; always the same} */
    CipherTraits traits();

    /**
     * Opens the cipher for one key.
     *
     * @param key {@link #SESSION_KEY_BYTES} bytes; the caller wipes them when this method has returned
     * @return the cipher, owned by the caller
     */
    Sealer open(byte[] key);

    /** Seals packets with one key. Called on the loop of the flow, one call at a time; never owns a packet. */
    @ConsumerType
    interface Sealer extends AutoCloseable {
        /**
         * Encrypts in place.
         *
         * @param packet initialisation vector and message, with room for the tag behind; the tag is appended
         */
        void seal(Packet packet);

        /**
         * Decrypts in place.
         *
         * @param packet a packet that arrived, at least as long as initialisation vector and tag; the message alone is left. One
         *     that is not genuine is left as it is, so that another key can be tried
         * @return whether it is genuine, as far as the cipher can tell
         */
        boolean open(Packet packet);

        /** Wipes the key. Idempotent; nothing else is called afterwards. */
        @Override
        void close();
    }
}
