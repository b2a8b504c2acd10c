// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.authentication.x509;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.PublicKey;
import java.security.Signature;

/** How keys sign (end-to-end specification, section 4.3). */
enum SignatureScheme {
    ECDSA("withECDSA"),
    RSA("withRSA"),
    EDDSA("");

    private final String suffix;

    SignatureScheme(String suffix) {
        this.suffix = suffix;
    }

    static SignatureScheme of(PublicKey key) throws InvalidKeyException {
        return switch (key.getAlgorithm()) {
            case "EC" -> ECDSA;
            case "RSA" -> RSA;
            case "EdDSA", "Ed25519", "Ed448" -> EDDSA;
            default -> throw new InvalidKeyException("keys of " + key.getAlgorithm() + " are not supported");
        };
    }

    /** {@return whether a digest can be chosen} */
    boolean choosesDigest() {
        return this != EDDSA;
    }

    /**
     * Opens a signature.
     *
     * @param digest Java name of the digest, such as {@code SHA-256} or {@code SHA3-256}
     */
    Signature open(String digest) throws GeneralSecurityException {
        // the platform writes SHA256withECDSA, but SHA3-256withECDSA
        return Signature.getInstance(
                choosesDigest() ? (digest.startsWith("SHA-") ? digest.replace("-", "") : digest) + suffix : "EdDSA");
    }
}
