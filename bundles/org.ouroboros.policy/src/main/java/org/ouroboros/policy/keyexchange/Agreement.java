// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.policy.keyexchange;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * A secret that two ends share, and what turns it into a session key (end-to-end specification, section 3.2).
 *
 * @param secret the secret, at least 32 bytes; wiped by {@link #close()}
 * @param salt salt of the derivation
 * @param label label of the derivation
 */
@SuppressWarnings("ArrayRecordComponent") // a secret, never compared or printed
public record Agreement(byte[] secret, byte[] salt, String label) implements AutoCloseable {
    /** Bytes that a secret has at least. */
    public static final int SHORTEST_SECRET = 32;

    private static final String DIFFIE_HELLMAN = "o7s-ossl-dhe";
    private static final String ENCAPSULATION = "o7s-ossl-encap";

    /** Checks the length of the secret. */
    public Agreement {
        if (secret.length < SHORTEST_SECRET) {
            throw new IllegalArgumentException(
                    "a secret of " + secret.length + " bytes, fewer than " + SHORTEST_SECRET);
        }
    }

    /**
     * A secret of a Diffie-Hellman exchange.
     *
     * @param secret the secret; ownership passes
     * @param one a public key as it was sent
     * @param other the other one
     * @return the agreement, the same for both ends
     */
    public static Agreement diffieHellman(byte[] secret, KeyShare one, KeyShare other) {
        boolean ordered = Arrays.compareUnsigned(one.bytes(), other.bytes()) <= 0;
        MessageDigest hash = sha256();
        hash.update((ordered ? one : other).bytes());
        hash.update((ordered ? other : one).bytes());
        return new Agreement(secret, hash.digest(), DIFFIE_HELLMAN);
    }

    /**
     * A secret that was encapsulated.
     *
     * @param secret the secret; ownership passes
     * @param publicKey the key that it was encapsulated to, as it is on the wire or in a file
     * @return the agreement, the same for both ends
     */
    public static Agreement encapsulated(byte[] secret, KeyShare publicKey) {
        return new Agreement(secret, sha256().digest(publicKey.bytes()), ENCAPSULATION);
    }

    /** Wipes the secret. */
    @Override
    public void close() {
        Arrays.fill(secret, (byte) 0);
    }

    @Override
    public String toString() {
        return label;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java platform has SHA-256", missing);
        }
    }
}
