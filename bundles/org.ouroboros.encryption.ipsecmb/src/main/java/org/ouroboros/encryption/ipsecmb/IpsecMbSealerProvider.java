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
        if (!library.isLoaded()) { // which is asked for each packet then, and makes no object
            return Optional.empty();
        }
        return KeySize.of(cipher).<Sealer>map(size -> new IpsecMbSealer(new Gcm(size, key)));
    }
}
