// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint.oap;

import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import org.ouroboros.api.FlowRefused.Reason;
import org.ouroboros.endpoint.cipher.Hkdf;
import org.ouroboros.policy.encryption.EncryptionPolicy;
import org.ouroboros.policy.keyexchange.Agreement;

/** Turns a shared secret into the key of a flow (end-to-end specification, section 3.2). */
final class SessionKeys {
    private SessionKeys() {}

    /** {@return the key, bound to an earlier session if there is one} */
    static byte[] derive(Digest kdf, Agreement agreement, Optional<EarlierSession> earlier) {
        byte[] key = derive(kdf, agreement);
        return earlier.isPresent() ? earlier.get().bound(key) : key;
    }

    /** {@return the key} */
    static byte[] derive(Digest kdf, Agreement agreement) {
        try {
            return Hkdf.derive(
                    kdf.hmacName(),
                    agreement.secret(),
                    agreement.salt(),
                    agreement.label(),
                    EncryptionPolicy.SESSION_KEY_BYTES);
        } catch (NoSuchAlgorithmException missing) {
            throw new Refusal(
                    Reason.ENCRYPTION, "needs keys derived with " + kdf.label() + ", which this Java platform lacks");
        }
    }
}
