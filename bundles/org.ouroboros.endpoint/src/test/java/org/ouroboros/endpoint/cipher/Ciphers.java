// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint.cipher;

import java.util.Map;
import java.util.Objects;
import org.ouroboros.encryption.aesctr.Aes128CtrPolicy;
import org.ouroboros.encryption.aesctr.Aes192CtrPolicy;
import org.ouroboros.encryption.aesctr.Aes256CtrPolicy;
import org.ouroboros.encryption.aesgcm.Aes128GcmPolicy;
import org.ouroboros.encryption.aesgcm.Aes192GcmPolicy;
import org.ouroboros.encryption.aesgcm.Aes256GcmPolicy;
import org.ouroboros.encryption.chacha20poly1305.ChaCha20Poly1305Policy;
import org.ouroboros.policy.encryption.EncryptionPolicy;

/** All ciphers by name. */
public final class Ciphers {
    /** All of them. */
    public static final Map<String, EncryptionPolicy> ALL = Map.of(
            "aes-128-ctr", new Aes128CtrPolicy(),
            "aes-192-ctr", new Aes192CtrPolicy(),
            "aes-256-ctr", new Aes256CtrPolicy(),
            "aes-128-gcm", new Aes128GcmPolicy(),
            "aes-192-gcm", new Aes192GcmPolicy(),
            "aes-256-gcm", new Aes256GcmPolicy(),
            "chacha20-poly1305", new ChaCha20Poly1305Policy());

    private Ciphers() {}

    static EncryptionPolicy named(String name) {
        return Objects.requireNonNull(ALL.get(name), name);
    }
}
