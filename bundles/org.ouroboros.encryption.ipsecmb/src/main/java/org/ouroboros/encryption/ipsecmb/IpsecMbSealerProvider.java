// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.encryption.ipsecmb;

import java.util.Optional;
import org.osgi.service.component.annotations.Component;
import org.ouroboros.policy.encryption.EncryptionPolicy.Sealer;
import org.ouroboros.policy.encryption.SealerProvider;

/** Sealers of AES-GCM by the IPsec library of Intel, where it is installed. Nothing of it is loaded before a sealer is asked for. */
@Component
public final class IpsecMbSealerProvider implements SealerProvider {
    private final IpsecMbLibrary library = new IpsecMbLibrary();

    @Override
    public Optional<Sealer> sealer(String cipher, byte[] key) {
        Optional<KeySize> size = KeySize.of(cipher);
        if (size.isEmpty() || !library.isLoaded()) {
            return Optional.empty();
        }
        return Optional.of(new IpsecMbSealer(new Gcm(size.get(), key)));
    }
}
