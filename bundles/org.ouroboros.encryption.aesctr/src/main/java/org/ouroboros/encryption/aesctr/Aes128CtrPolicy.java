// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.encryption.aesctr;

import org.osgi.service.component.annotations.Component;
import org.ouroboros.policy.Policy;
import org.ouroboros.policy.encryption.CipherTraits;
import org.ouroboros.policy.encryption.EncryptionPolicy;

/** AES in counter mode with keys of 128 bits. It hides packets, and does not notice when they are changed. */
@Component
@Policy(kind = EncryptionPolicy.KIND, name = "aes-128-ctr")
public final class Aes128CtrPolicy implements EncryptionPolicy {
    private static final CipherTraits TRAITS = new CipherTraits(904, 1, AesCtrSealer.IV_BYTES, 0);
    private static final int KEY_BYTES = 128 / Byte.SIZE;

    @Override
    public CipherTraits traits() {
        return TRAITS;
    }

    @Override
    public Sealer open(byte[] key) {
        return new AesCtrSealer(key, KEY_BYTES);
    }
}
