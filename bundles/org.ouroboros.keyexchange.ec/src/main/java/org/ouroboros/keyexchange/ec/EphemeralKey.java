// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.keyexchange.ec;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import javax.crypto.KeyAgreement;
import org.jspecify.annotations.Nullable;
import org.ouroboros.policy.keyexchange.Agreement;
import org.ouroboros.policy.keyexchange.KeyExchangePolicy.Initiation;
import org.ouroboros.policy.keyexchange.KeyShare;

/** A key pair for one exchange. */
final class EphemeralKey implements Initiation {
    private final Curve curve;
    private final KeyShare share;
    private @Nullable PrivateKey privateKey; // the platform's keys cannot be wiped, so it is let go

    EphemeralKey(Curve curve, KeyPair pair) {
        this.curve = curve;
        this.share = new KeyShare(pair.getPublic().getEncoded(), false);
        this.privateKey = pair.getPrivate();
    }

    static EphemeralKey draw(Curve curve, SecureRandom random) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(curve.jdkName()), random);
        return new EphemeralKey(curve, generator.generateKeyPair());
    }

    @Override
    public KeyShare offer() {
        return share;
    }

    @Override
    public Agreement complete(KeyShare answer) throws GeneralSecurityException {
        if (!curve.isShare(answer)) {
            throw new InvalidKeyException("a share (" + answer + ") that is no key on " + curve.jdkName());
        }
        PublicKey peer = KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(answer.bytes()));
        KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
        agreement.init(privateKey);
        agreement.doPhase(peer, true);
        return Agreement.diffieHellman(agreement.generateSecret(), share, answer);
    }

    @Override
    public void close() {
        privateKey = null;
    }
}
