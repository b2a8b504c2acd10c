// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.policy.encryption;

import java.io.NotSerializableException;
import java.io.Serial;
import java.util.Arrays;
import javax.crypto.SecretKey;

/**
 * A key as the ciphers of the Java platform take it, that can be wiped: the platform's own {@code SecretKeySpec} keeps a copy that cannot.
 * It is part of the SPI because every policy that turns packets with a cipher of the platform needs one, for {@link
 * EncryptionPolicy.Sealer#close()} to do what it says. For one thread at a time.
 *
 * <p>Some ciphers wipe the copy that they are handed, and others keep it: the one that was handed out last is wiped with the key. So each
 * cipher that may keep it is given a key of its own. What the platform's ciphers keep, they wipe when they are given another key: {@link
 * #blank()}.
 */
public final class CipherKey implements SecretKey {
    @Serial
    private static final long serialVersionUID = 1;

    private final byte[] bytes;
    private final String algorithm;
    private byte[] handedOut = {};
    private boolean destroyed;

    private CipherKey(byte[] bytes, String algorithm) {
        this.bytes = bytes;
        this.algorithm = algorithm;
    }

    /**
     * Takes a key out of a session key.
     *
     * @param sessionKey its first bytes are copied
     * @param length how many of them the cipher uses
     * @param algorithm what the platform calls keys of the cipher, such as {@code AES}
     * @return the key, owned by the caller
     * @throws IllegalArgumentException if the session key is shorter
     */
    public static CipherKey of(byte[] sessionKey, int length, String algorithm) {
        if (sessionKey.length < length) {
            throw new IllegalArgumentException("a session key of " + sessionKey.length
                    + " bytes is too short for a key of " + algorithm + ", which takes " + length);
        }
        return new CipherKey(Arrays.copyOf(sessionKey, length), algorithm);
    }

    /** {@return a key of the same kind that is no secret, all zeros} A cipher of the platform that takes it wipes what it kept of this one. */
    public CipherKey blank() {
        return new CipherKey(new byte[bytes.length], algorithm);
    }

    @Override
    public String getAlgorithm() {
        return algorithm;
    }

    @Override
    public String getFormat() {
        return "RAW";
    }

    /**
     * Hands out a copy. The last one is wiped with the key; one before that is wiped by who took it.
     *
     * @return the copy
     * @throws IllegalStateException if the key is destroyed
     */
    @Override
    public byte[] getEncoded() {
        if (destroyed) {
            throw new IllegalStateException("a key of " + algorithm + " is not used once it is wiped");
        }
        handedOut = bytes.clone();
        return handedOut;
    }

    /** Wipes the key, and the copy that was handed out last. Idempotent. */
    @Override
    public void destroy() {
        destroyed = true;
        Arrays.fill(bytes, (byte) 0);
        Arrays.fill(handedOut, (byte) 0);
    }

    @Override
    public boolean isDestroyed() {
        return destroyed;
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
