// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.policy.encryption;

import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.util.Arrays;
import javax.crypto.SecretKey;

/** A key for a cipher of the platform that can be wiped, which the platform's own cannot, and that is never printed. */
public final class WipedKey implements SecretKey {
    private static final long serialVersionUID = 1L;

    private final transient byte[] bytes;
    private final String algorithm;

    /**
     * Takes a key out of a session key.
     *
     * @param sessionKey its first bytes are copied
     * @param length how many of them the cipher uses
     * @param algorithm what the platform calls keys of the cipher, such as {@code AES}
     */
    public WipedKey(byte[] sessionKey, int length, String algorithm) {
        this.bytes = Arrays.copyOf(sessionKey, length);
        this.algorithm = algorithm;
    }

    @Override
    public String getAlgorithm() {
        return algorithm;
    }

    @Override
    public String getFormat() {
        return "RAW";
    }

    @Override
    public byte[] getEncoded() {
        return bytes.clone();
    }

    /** Wipes the key. Idempotent. */
    @Override
    public void destroy() {
        Arrays.fill(bytes, (byte) 0);
    }

    private void writeObject(ObjectOutputStream out) throws NotSerializableException {
        throw new NotSerializableException("a key");
    }
}
