// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.policy.authentication;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A kind of certificates and signatures. A stateless, thread-safe service of kind {@link #KIND}.
 *
 * <p>Everything is called off the loop. What is not believed is a {@link GeneralSecurityException}, whose message says why.
 */
@ConsumerType
public interface AuthenticationPolicy {
    /** The kind of these policies. */
    String KIND = "authentication";

    /**
     * Reads what this system proves itself with.
     *
     * @param certificate content of a certificate file
     * @param key content of a private key file
     * @return the identity, owned by the caller
     * @throws GeneralSecurityException if a file makes no sense, or the two do not belong together
     */
    Identity identity(byte[] certificate, byte[] key) throws GeneralSecurityException;

    /**
     * Reads what this system believes in.
     *
     * @param files content of its files
     * @return who checks certificates against them; thread-safe
     * @throws GeneralSecurityException if a file makes no sense; the message names it
     */
    Verifier trust(TrustFiles files) throws GeneralSecurityException;

    /** A certificate of this system, and its private key. One call at a time. */
    @ConsumerType
    interface Identity extends AutoCloseable {
        /** {@return the certificate as it is sent} */
        byte[] certificate();

        /** {@return whether signatures are over a digest that the two ends choose} */
        boolean choosesDigest();

        /**
         * Signs.
         *
         * @param message what is signed
         * @param digest Java name of the digest, such as {@code SHA-256}; ignored unless {@link #choosesDigest()}
         * @param random where randomness comes from
         * @return the signature as it is sent
         * @throws GeneralSecurityException if the platform cannot
         */
        byte[] sign(byte[] message, String digest, SecureRandom random) throws GeneralSecurityException;

        /** Forgets the private key. Idempotent. */
        @Override
        void close();
    }

    /** Checks certificates of peers. */
    @ConsumerType
    interface Verifier {
        /**
         * Checks a certificate.
         *
         * @param certificate a certificate as it was sent
         * @param now the wall clock
         * @return whose it is
         * @throws GeneralSecurityException if it is malformed, or not to be believed
         */
        Peer verify(byte[] certificate, Instant now) throws GeneralSecurityException;
    }

    /** A peer whose certificate is believed. What it sent need not be its own yet. */
    @ConsumerType
    interface Peer {
        /** {@return its name by the certificate, the common name of X.509} */
        String name();

        /**
         * Checks a signature.
         *
         * @param message what is said to be signed
         * @param signature the signature as it was sent
         * @param digest Java name of the digest; ignored for keys whose signatures have no choice
         * @throws GeneralSecurityException if it is not the peer's
         */
        void requireSigned(byte[] message, byte[] signature, String digest) throws GeneralSecurityException;
    }
}
