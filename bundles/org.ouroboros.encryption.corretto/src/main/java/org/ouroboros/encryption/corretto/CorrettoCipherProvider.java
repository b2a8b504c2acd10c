// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.encryption.corretto;

import java.util.Optional;
import javax.crypto.Cipher;
import org.osgi.service.component.annotations.Component;
import org.ouroboros.policy.encryption.CipherProvider;

/** Ciphers of the Amazon Corretto Crypto Provider, where its library runs. Nothing of it is loaded before a cipher is asked for. */
@Component
public final class CorrettoCipherProvider implements CipherProvider {
    private final CorrettoLibrary library = new CorrettoLibrary();

    @Override
    public Optional<Cipher> cipher(String transformation) {
        return library.cipher(transformation);
    }
}
