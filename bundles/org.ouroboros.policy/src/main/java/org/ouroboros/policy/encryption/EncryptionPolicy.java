// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.policy.encryption;

import org.osgi.annotation.versioning.ConsumerType;
import org.ouroboros.packet.Packet;

/** A cipher for the packets of a flow. A stateless, thread-safe service of kind {@link #KIND}. */
@ConsumerType
public interface EncryptionPolicy {
    /** The kind of these policies. */
    String KIND = "encryption";

    /**
     * Opens the cipher for one flow.
     *
     * @param key the session key; the caller wipes it when this method has returned
     * @return the cipher, owned by the caller
     */
    Sealer open(byte[] key);

    /** Seals one flow. Called on the loop of the flow, one call at a time; never owns a packet. */
    @ConsumerType
    interface Sealer extends AutoCloseable {
        /** {@return bytes that {@link #seal} pushes in front} */
        int headerBytes();

        /** {@return bytes that {@link #seal} appends} */
        int trailerBytes();

        /**
         * Encrypts in place.
         *
         * @param packet a packet about to be sent, with room for header and trailer
         */
        void seal(Packet packet);

        /**
         * Decrypts in place.
         *
         * @param packet a packet that arrived, of any length
         * @return whether it is genuine; otherwise the packet is dropped
         */
        boolean open(Packet packet);

        /** Wipes the keys. Idempotent; nothing else is called afterwards. */
        @Override
        void close();
    }
}
