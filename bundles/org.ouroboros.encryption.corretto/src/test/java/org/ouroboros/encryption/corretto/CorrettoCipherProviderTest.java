// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.encryption.corretto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.ouroboros.policy.encryption.CipherKey;

/** The ciphers do what those of the platform do. */
@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
class CorrettoCipherProviderTest {
    private static final String GCM = "AES/GCM/NoPadding";
    private static final int TAG_BITS = 128;

    private final CorrettoCipherProvider provider = new CorrettoCipherProvider();
    private final SplittableRandom random = new SplittableRandom(1);

    @Test
    void nothingIsLoadedAtOnceAndNobodyWaits() {
        assertEquals(Optional.empty(), provider.cipher(GCM));
        assertEquals("AmazonCorrettoCryptoProvider", loaded().getProvider().getName());
    }

    @Test
    void aCipherThatItDoesNotHaveIsLeftToThePlatform() {
        loaded();
        assertEquals(Optional.empty(), provider.cipher("AES/OTHER/NoPadding"));
    }

    @Test
    void whatOneSealsTheOtherOneOpens() throws GeneralSecurityException {
        Cipher own = loaded();
        Cipher platform = Cipher.getInstance(GCM);
        for (int keyBytes : new int[] {16, 24, 32}) {
            CipherKey key = CipherKey.of(bytes(keyBytes), keyBytes, "AES");
            for (int length = 1; length < 1_500; length += 1 + random.nextInt(60)) {
                byte[] message = bytes(length);
                byte[] vector = bytes(12);
                byte[] sealed = turn(own, Cipher.ENCRYPT_MODE, key, vector, message);
                assertArrayEquals(turn(platform, Cipher.ENCRYPT_MODE, key, vector, message), sealed);
                assertArrayEquals(message, turn(own, Cipher.DECRYPT_MODE, key, vector, sealed));
                sealed[random.nextInt(sealed.length)] ^= 1;
                assertThrows(
                        AEADBadTagException.class, () -> turn(own, Cipher.DECRYPT_MODE, key, vector, sealed), "forged");
            }
        }
    }

    private Cipher loaded() {
        long deadlineNs = System.nanoTime() + 60_000_000_000L;
        Optional<Cipher> cipher = provider.cipher(GCM);
        while (cipher.isEmpty()) {
            assertTrue(System.nanoTime() < deadlineNs, "the library is not loaded");
            Thread.onSpinWait();
            cipher = provider.cipher(GCM);
        }
        return cipher.get();
    }

    private static byte[] turn(Cipher cipher, int mode, CipherKey key, byte[] vector, byte[] in)
            throws GeneralSecurityException {
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, vector));
        byte[] out = new byte[in.length + TAG_BITS / Byte.SIZE];
        return Arrays.copyOf(out, cipher.doFinal(in, 0, in.length, out, 0));
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
