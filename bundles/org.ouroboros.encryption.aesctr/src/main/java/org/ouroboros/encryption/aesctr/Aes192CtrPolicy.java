// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.encryption.aesctr;

import org.osgi.service.component.annotations.Component;
import org.ouroboros.policy.Policy;
import org.ouroboros.policy.encryption.CipherTraits;
import org.ouroboros.policy.encryption.EncryptionPolicy;

/** AES in counter mode with keys of 192 bits. It hides packets, and does not notice when they are changed. */
@Component
@Policy(kind = EncryptionPolicy.KIND, name = "aes-192-ctr")
public final class Aes192CtrPolicy implements EncryptionPolicy {
    private static final CipherTraits TRAITS = new CipherTraits(905, 2, AesCtrSealer.IV_BYTES, 0);
    private static final int KEY_BYTES = 192 / Byte.SIZE;

    @Override
    public CipherTraits traits() {
        return TRAITS;
    }

    @Override
    public Sealer open(byte[] key) {
        return new AesCtrSealer(key, KEY_BYTES);
    }
}
