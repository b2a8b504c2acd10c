// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint.oap;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.KEM;
import org.ouroboros.policy.keyexchange.Agreement;
import org.ouroboros.policy.keyexchange.KeyExchangePolicy;
import org.ouroboros.policy.keyexchange.KeyShare;

/** ML-KEM-768 of the platform, as a policy could bring it: shows that encapsulation fits the SPI, in both modes. */
final class MlKem implements KeyExchangePolicy {
    private static final String ALGORITHM = "ML-KEM-768";
    private static final int PUBLIC_KEY_BYTES = 1_206;

    static KeyPair pair(SecureRandom random) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(ALGORITHM);
        generator.initialize(NamedParameterSpec.ML_KEM_768, random);
        return generator.generateKeyPair();
    }

    @Override
    public int strength() {
        return 10;
    }

    @Override
    public boolean recognises(KeyShare offer) {
        return !offer.raw() && offer.bytes().length == PUBLIC_KEY_BYTES;
    }

    @Override
    public Initiation initiate(SecureRandom random) throws GeneralSecurityException {
        KeyPair pair = pair(random);
        KeyShare offer = new KeyShare(pair.getPublic().getEncoded(), false);
        return new Initiation() {
            @Override
            public KeyShare offer() {
                return offer;
            }

            @Override
            public Agreement complete(KeyShare answer) throws GeneralSecurityException {
                return decapsulated(answer, pair.getPrivate(), offer);
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public Answer answer(KeyShare offer, SecureRandom random) throws GeneralSecurityException {
        PublicKey key = KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(offer.bytes()));
        KEM.Encapsulated made =
                KEM.getInstance("ML-KEM").newEncapsulator(key, random).encapsulate();
        return new Answer(
                new KeyShare(made.encapsulation(), false),
                Agreement.encapsulated(made.key().getEncoded(), offer));
    }

    @Override
    public Optional<Encapsulation> encapsulation() {
        return Optional.of(new Encapsulation() {
            @Override
            public Answer encapsulate(KeyShare serverKey, SecureRandom random) throws GeneralSecurityException {
                return answer(serverKey, random);
            }

            // the file has the private key, then the public one, which a real policy derives from it
            @Override
            public Agreement decapsulate(KeyShare ciphertext, KeyShare files) throws GeneralSecurityException {
                int split = files.bytes().length - PUBLIC_KEY_BYTES;
                byte[] privateBytes = Arrays.copyOf(files.bytes(), split);
                byte[] publicBytes = Arrays.copyOfRange(files.bytes(), split, files.bytes().length);
                PrivateKey key =
                        KeyFactory.getInstance(ALGORITHM).generatePrivate(new PKCS8EncodedKeySpec(privateBytes));
                return decapsulated(ciphertext, key, new KeyShare(publicBytes, false));
            }
        });
    }

    private static Agreement decapsulated(KeyShare ciphertext, PrivateKey key, KeyShare publicKey)
            throws GeneralSecurityException {
        byte[] secret = KEM.getInstance("ML-KEM")
                .newDecapsulator(key)
                .decapsulate(ciphertext.bytes())
                .getEncoded();
        return Agreement.encapsulated(secret, publicKey);
    }
}
