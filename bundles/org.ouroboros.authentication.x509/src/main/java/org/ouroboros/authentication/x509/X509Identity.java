// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.authentication.x509;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;
import org.ouroboros.policy.authentication.AuthenticationPolicy.Identity;

/** A certificate and its private key. */
final class X509Identity implements Identity {
    private final X509Certificate certificate;
    private final SignatureScheme scheme;
    private @Nullable PrivateKey key; // the platform's keys cannot be wiped, so it is let go

    private X509Identity(X509Certificate certificate, PrivateKey key) throws InvalidKeyException {
        this.certificate = certificate;
        this.scheme = SignatureScheme.of(certificate.getPublicKey());
        this.key = key;
    }

    static X509Identity read(byte[] certificate, byte[] key) throws GeneralSecurityException {
        X509Certificate known;
        try {
            known = Certificates.first(certificate);
        } catch (GeneralSecurityException senseless) {
            throw new GeneralSecurityException("the certificate file: " + senseless.getMessage(), senseless);
        }
        try {
            return new X509Identity(known, PrivateKeys.read(key, known.getPublicKey()));
        } catch (GeneralSecurityException senseless) {
            throw new GeneralSecurityException("the key file: " + senseless.getMessage(), senseless);
        }
    }

    @Override
    public byte[] certificate() {
        try {
            return certificate.getEncoded();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("a certificate that was read can be written", impossible);
        }
    }

    @Override
    public boolean choosesDigest() {
        return scheme.choosesDigest();
    }

    @Override
    public byte[] sign(byte[] message, String digest, SecureRandom random) throws GeneralSecurityException {
        Signature signing = scheme.open(digest);
        signing.initSign(key, random);
        signing.update(message);
        byte[] signature = signing.sign();
        // better known here than at the peer, which would refuse without a word
        if (!X509Peer.isSigned(certificate.getPublicKey(), message, signature, digest)) {
            throw new InvalidKeyException(
                    "the key file does not belong to the certificate of " + certificate.getSubjectX500Principal());
        }
        return signature;
    }

    @Override
    public void close() {
        key = null;
    }
}
