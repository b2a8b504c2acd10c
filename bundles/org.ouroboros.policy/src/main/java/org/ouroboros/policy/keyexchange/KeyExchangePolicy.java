// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.policy.keyexchange;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A way for two ends to share a secret. A stateless, thread-safe service of kind {@link #KIND}; its name is what settings call it.
 *
 * <p>Everything is called off the loop. What comes from the peer is hostile: a share that makes no sense is a
 * {@link GeneralSecurityException}, whose message says what is wrong with it.
 */
@ConsumerType
public interface KeyExchangePolicy {
    /** The kind of these policies. */
    String KIND = "keyexchange";

    /** {@return its rank when two ends negotiate: a server refuses what is weaker than its own; from 1} */
    int strength();

    /**
     * {@return whether a share that a client sent is a public key of this exchange} The wire does not name the exchange.
     *
     * @param offer a share as it arrived, of any length
     */
    boolean recognises(KeyShare offer);

    /**
     * Begins an exchange, at the client.
     *
     * @param random where keys come from
     * @return what is offered, owned by the caller
     * @throws GeneralSecurityException if the platform cannot
     */
    Initiation initiate(SecureRandom random) throws GeneralSecurityException;

    /**
     * Answers an offer, at the server.
     *
     * @param offer a share that is {@linkplain #recognises recognised}
     * @param random where keys come from
     * @return the answer and the secret
     * @throws GeneralSecurityException if the offer makes no sense
     */
    Answer answer(KeyShare offer, SecureRandom random) throws GeneralSecurityException;

    /** {@return how a client encapsulates to the static key of a server; empty for an exchange that cannot} */
    default Optional<Encapsulation> encapsulation() {
        return Optional.empty();
    }

    /** An exchange that a client began. One call at a time. */
    @ConsumerType
    interface Initiation extends AutoCloseable {
        /** {@return what is sent to the server} */
        KeyShare offer();

        /**
         * Completes the exchange.
         *
         * @param answer what the server sent
         * @return the secret
         * @throws GeneralSecurityException if the answer makes no sense
         */
        Agreement complete(KeyShare answer) throws GeneralSecurityException;

        /** Forgets the private key. Idempotent. */
        @Override
        void close();
    }

    /**
     * A share for the peer, and the secret.
     *
     * @param share what is sent
     * @param agreement what is shared once it has arrived
     */
    record Answer(KeyShare share, Agreement agreement) {}

    /** Encapsulates to a key that a server has in a file. */
    @ConsumerType
    interface Encapsulation {
        /**
         * Encapsulates, at the client.
         *
         * @param serverKey public key of the server, as it is in a file
         * @param random where secrets come from
         * @return the ciphertext and the secret
         * @throws GeneralSecurityException if the key makes no sense
         */
        Answer encapsulate(KeyShare serverKey, SecureRandom random) throws GeneralSecurityException;

        /**
         * Decapsulates, at the server.
         *
         * @param ciphertext what the client sent
         * @param privateKey private key of the server, as it is in a file
         * @return the secret
         * @throws GeneralSecurityException if either makes no sense
         */
        Agreement decapsulate(KeyShare ciphertext, KeyShare privateKey) throws GeneralSecurityException;
    }
}
