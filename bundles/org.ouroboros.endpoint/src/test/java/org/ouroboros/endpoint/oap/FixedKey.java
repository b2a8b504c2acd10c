// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint.oap;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import javax.crypto.KeyAgreement;
import org.ouroboros.policy.keyexchange.Agreement;
import org.ouroboros.policy.keyexchange.KeyExchangePolicy;
import org.ouroboros.policy.keyexchange.KeyShare;

/**
 * A Diffie-Hellman exchange whose key pair is known: the platform's own, apart from what is tested.
 *
 * @param strength its rank
 * @param pkcs8 the private key
 * @param publicKey the public key as it was sent
 */
@SuppressWarnings("ArrayRecordComponent")
record FixedKey(int strength, byte[] pkcs8, byte[] publicKey) implements KeyExchangePolicy {
    private static final int SHORTEST_EC = 50;

    @Override
    public boolean recognises(KeyShare offer) {
        return true;
    }

    @Override
    public Initiation initiate(SecureRandom random) {
        return new Initiation() {
            @Override
            public KeyShare offer() {
                return new KeyShare(publicKey, false);
            }

            @Override
            public Agreement complete(KeyShare answer) throws GeneralSecurityException {
                return agree(answer);
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public Answer answer(KeyShare offer, SecureRandom random) throws GeneralSecurityException {
        return new Answer(new KeyShare(publicKey, false), agree(offer));
    }

    private Agreement agree(KeyShare peer) throws GeneralSecurityException {
        boolean elliptic = publicKey.length > SHORTEST_EC;
        KeyFactory keys = KeyFactory.getInstance(elliptic ? "EC" : "XDH");
        PrivateKey own = keys.generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
        KeyAgreement agreement = KeyAgreement.getInstance(elliptic ? "ECDH" : "XDH");
        agreement.init(own);
        agreement.doPhase(keys.generatePublic(new X509EncodedKeySpec(peer.bytes())), true);
        return Agreement.diffieHellman(agreement.generateSecret(), new KeyShare(publicKey, false), peer);
    }
}
