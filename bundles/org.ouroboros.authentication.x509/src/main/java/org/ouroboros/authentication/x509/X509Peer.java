// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.authentication.x509;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import org.ouroboros.policy.authentication.AuthenticationPolicy.Peer;

/**
 * A peer whose certificate is believed.
 *
 * @param name its common name
 * @param key its key
 */
record X509Peer(String name, PublicKey key) implements Peer {
    @Override
    public void requireSigned(byte[] message, byte[] signature, String digest) throws GeneralSecurityException {
        if (!isSigned(key, message, signature, digest)) {
            throw new SignatureException("the signature is not that of '" + name + "'");
        }
    }

    static boolean isSigned(PublicKey key, byte[] message, byte[] signature, String digest)
            throws GeneralSecurityException {
        Signature verifying = SignatureScheme.of(key).open(digest);
        verifying.initVerify(key);
        verifying.update(message);
        try {
            return verifying.verify(signature);
        } catch (SignatureException malformed) {
            return false;
        }
    }
}
