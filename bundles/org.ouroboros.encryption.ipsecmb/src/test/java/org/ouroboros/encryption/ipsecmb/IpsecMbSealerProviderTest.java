// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.encryption.ipsecmb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.ouroboros.policy.encryption.EncryptionPolicy.Sealer;

/** It has sealers of AES-GCM once the library is loaded. */
class IpsecMbSealerProviderTest {
    private static final byte[] KEY = new byte[32];

    private final IpsecMbSealerProvider provider = new IpsecMbSealerProvider();

    @Test
    @EnabledIf("org.ouroboros.encryption.ipsecmb.Variant#isUsable")
    void nothingIsLoadedAtOnceAndNobodyWaits() {
        assertEquals(Optional.empty(), provider.sealer("aes-256-gcm", KEY));
        for (KeySize size : KeySize.values()) {
            loaded("aes-" + size.bits() + "-gcm").close();
        }
    }

    @Test
    @EnabledIf("org.ouroboros.encryption.ipsecmb.Variant#isUsable")
    void aCipherThatItDoesNotHaveIsLeftToThePolicy() {
        loaded("aes-256-gcm").close();
        assertEquals(Optional.empty(), provider.sealer("chacha20-poly1305", KEY));
    }

    private Sealer loaded(String cipher) {
        long deadlineNs = System.nanoTime() + 60_000_000_000L;
        Optional<Sealer> sealer = provider.sealer(cipher, KEY);
        while (sealer.isEmpty()) {
            assertTrue(System.nanoTime() < deadlineNs, "the library is not loaded");
            Thread.onSpinWait();
            sealer = provider.sealer(cipher, KEY);
        }
        return sealer.get();
    }
}
