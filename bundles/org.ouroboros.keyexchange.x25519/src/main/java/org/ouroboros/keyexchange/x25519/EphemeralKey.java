// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.keyexchange.x25519;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.NamedParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.KeyAgreement;
import org.jspecify.annotations.Nullable;
import org.ouroboros.policy.keyexchange.Agreement;
import org.ouroboros.policy.keyexchange.KeyExchangePolicy.Initiation;
import org.ouroboros.policy.keyexchange.KeyShare;

/** A key pair for one exchange. */
final class EphemeralKey implements Initiation {
    private static final String ALGORITHM = "X25519";
    private static final byte[] PREFIX = HexFormat.of().parseHex("302a300506032b656e032100");
    private static final int LENGTH = PREFIX.length + 32;

    private final KeyShare share;
    private @Nullable PrivateKey privateKey; // the platform's keys cannot be wiped, so it is let go

    EphemeralKey(KeyPair pair) {
        this.share = new KeyShare(pair.getPublic().getEncoded(), false);
        this.privateKey = pair.getPrivate();
    }

    static EphemeralKey draw(SecureRandom random) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(ALGORITHM);
        generator.initialize(NamedParameterSpec.X25519, random);
        return new EphemeralKey(generator.generateKeyPair());
    }

    static boolean isShare(KeyShare share) {
        byte[] bytes = share.bytes();
        return !share.raw()
                && bytes.length == LENGTH
                && Arrays.equals(bytes, 0, PREFIX.length, PREFIX, 0, PREFIX.length);
    }

    @Override
    public KeyShare offer() {
        return share;
    }

    @Override
    public Agreement complete(KeyShare answer) throws GeneralSecurityException {
        if (!isShare(answer)) {
            throw new InvalidKeyException("a share (" + answer + ") that is no key of " + ALGORITHM);
        }
        PublicKey peer = KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(answer.bytes()));
        KeyAgreement agreement = KeyAgreement.getInstance(ALGORITHM);
        agreement.init(privateKey);
        agreement.doPhase(peer, true); // refuses the points that have every secret in common
        return Agreement.diffieHellman(agreement.generateSecret(), share, answer);
    }

    @Override
    public void close() {
        privateKey = null;
    }
}
