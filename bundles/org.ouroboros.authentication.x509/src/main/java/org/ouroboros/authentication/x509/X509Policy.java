// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.authentication.x509;

import java.security.GeneralSecurityException;
import org.osgi.service.component.annotations.Component;
import org.ouroboros.policy.Policy;
import org.ouroboros.policy.authentication.AuthenticationPolicy;
import org.ouroboros.policy.authentication.TrustFiles;

/** Certificates of X.509, and signatures by ECDSA, RSA (PKCS#1, version 1.5) and Ed25519. */
@Component
@Policy(kind = AuthenticationPolicy.KIND, name = "x509")
public final class X509Policy implements AuthenticationPolicy {
    @Override
    public Identity identity(byte[] certificate, byte[] key) throws GeneralSecurityException {
        return X509Identity.read(certificate, key);
    }

    @Override
    public Verifier trust(TrustFiles files) throws GeneralSecurityException {
        return TrustStore.read(files);
    }
}
