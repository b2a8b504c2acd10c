// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.encryption.chacha20poly1305;

import org.osgi.service.component.annotations.Component;
import org.ouroboros.policy.Policy;
import org.ouroboros.policy.encryption.CipherTraits;
import org.ouroboros.policy.encryption.EncryptionPolicy;

/** ChaCha20 with Poly1305: the strongest cipher of Ouroboros, and the faster one where the processor has no instructions for AES. */
@Component
@Policy(kind = EncryptionPolicy.KIND, name = "chacha20-poly1305")
public final class ChaCha20Poly1305Policy implements EncryptionPolicy {
    private static final CipherTraits TRAITS =
            new CipherTraits(1018, 7, ChaCha20Poly1305Sealer.IV_BYTES, ChaCha20Poly1305Sealer.TAG_BYTES);

    @Override
    public CipherTraits traits() {
        return TRAITS;
    }

    @Override
    public Sealer open(byte[] key) {
        return new ChaCha20Poly1305Sealer(key);
    }
}
