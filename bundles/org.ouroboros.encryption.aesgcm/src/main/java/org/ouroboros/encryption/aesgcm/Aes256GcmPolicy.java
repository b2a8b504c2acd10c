// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.encryption.aesgcm;

import static org.osgi.service.component.annotations.ReferenceCardinality.OPTIONAL;
import static org.osgi.service.component.annotations.ReferencePolicy.DYNAMIC;
import static org.osgi.service.component.annotations.ReferencePolicyOption.GREEDY;

import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.ouroboros.policy.Policy;
import org.ouroboros.policy.encryption.CipherProvider;
import org.ouroboros.policy.encryption.CipherTraits;
import org.ouroboros.policy.encryption.EncryptionPolicy;
import org.ouroboros.policy.encryption.SealerProvider;

/** AES-GCM with keys of 256 bits. */
@Component
@Policy(kind = EncryptionPolicy.KIND, name = Aes256GcmPolicy.NAME)
public final class Aes256GcmPolicy implements EncryptionPolicy {
    static final String NAME = "aes-256-gcm";

    private static final CipherTraits TRAITS = new CipherTraits(901, 6, AesGcmSealer.IV_BYTES, AesGcmSealer.TAG_BYTES);
    private static final int KEY_BYTES = 256 / Byte.SIZE;

    @Reference(cardinality = OPTIONAL, policy = DYNAMIC, policyOption = GREEDY)
    private volatile @Nullable SealerProvider sealers;

    @Reference(cardinality = OPTIONAL, policy = DYNAMIC, policyOption = GREEDY)
    private volatile @Nullable CipherProvider ciphers;

    private final FailedProvider failedSealers = new FailedProvider();
    private final FailedProvider failedCiphers = new FailedProvider();

    @Override
    public CipherTraits traits() {
        return TRAITS;
    }

    @Override
    public Sealer open(byte[] key) {
        AesGcmSealer own = new AesGcmSealer(key, KEY_BYTES, () -> ciphers, failedCiphers);
        return new PreferredSealer(NAME, key, own, () -> sealers, failedSealers);
    }
}
