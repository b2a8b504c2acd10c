// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.encryption.aesgcm;

import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.util.Arrays;
import javax.crypto.SecretKey;

/** A key that can be wiped, which those of the platform cannot, and that is never printed. */
final class WipedKey implements SecretKey {
    private static final long serialVersionUID = 1L;

    private final transient byte[] bytes;

    WipedKey(byte[] sessionKey, int length) {
        this.bytes = Arrays.copyOf(sessionKey, length);
    }

    @Override
    public String getAlgorithm() {
        return "AES";
    }

    @Override
    public String getFormat() {
        return "RAW";
    }

    @Override
    public byte[] getEncoded() {
        return bytes.clone();
    }

    @Override
    public void destroy() {
        Arrays.fill(bytes, (byte) 0);
    }

    private void writeObject(ObjectOutputStream out) throws NotSerializableException {
        throw new NotSerializableException("a key");
    }
}
