// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.policy.encryption;

import java.io.NotSerializableException;
import java.io.Serial;
import java.util.Arrays;
import javax.crypto.SecretKey;

/**
 * A key as the ciphers of the Java platform take it, that can be wiped: the platform's own {@code SecretKeySpec} keeps a copy that cannot.
 * It is part of the SPI because every policy that turns packets with a cipher of the platform needs one, for {@link
 * EncryptionPolicy.Sealer#close()} to do what it says.
 *
 * @param bytes the key; ownership passes, and {@link #destroy()} wipes them
 * @param algorithm what the platform calls keys of the cipher, such as {@code AES}
 */
@SuppressWarnings("ArrayRecordComponent") // a secret, never compared or printed
public record CipherKey(byte[] bytes, String algorithm) implements SecretKey {
    /**
     * Takes a key out of a session key.
     *
     * @param sessionKey its first bytes are copied
     * @param length how many of them the cipher uses
     * @param algorithm what the platform calls keys of the cipher
     * @return the key, owned by the caller
     */
    public static CipherKey of(byte[] sessionKey, int length, String algorithm) {
        return new CipherKey(Arrays.copyOf(sessionKey, length), algorithm);
    }

    @Override
    public String getAlgorithm() {
        return algorithm;
    }

    @Override
    public String getFormat() {
        return "RAW";
    }

    /** {@return a copy, which the caller wipes} The platform's ciphers do. */
    @Override
    public byte[] getEncoded() {
        return bytes.clone();
    }

    /** Wipes the key. Idempotent. */
    @Override
    public void destroy() {
        Arrays.fill(bytes, (byte) 0);
    }

    @Override
    public String toString() {
        return algorithm + " key";
    }

    @Serial
    private Object writeReplace() throws NotSerializableException {
        throw new NotSerializableException("a key");
    }
}
