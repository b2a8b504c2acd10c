// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.certificates;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;

/** Kinds of keys that certificates are made for. */
public enum KeyKind {
    /** On the curve P-256. */
    EC("EC"),
    /** RSA of 2,048 bits. */
    RSA("RSA"),
    /** Ed25519, for which a member of the C prototype must have no digest configured. */
    ED25519("Ed25519");

    private final String algorithm;

    KeyKind(String algorithm) {
        this.algorithm = algorithm;
    }

    KeyPair generate(SecureRandom random) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        generator.initialize(parameters(), random);
        return generator.generateKeyPair();
    }

    private AlgorithmParameterSpec parameters() {
        return switch (this) {
            case EC -> new ECGenParameterSpec("secp256r1");
            case RSA -> new RSAKeyGenParameterSpec(2_048, RSAKeyGenParameterSpec.F4);
            case ED25519 -> NamedParameterSpec.ED25519;
        };
    }
}
