// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.policy.ipcp;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** The hash of a name, as a layer carries it. A value. */
public final class NameHash {
    private final byte[] digest;

    private NameHash(byte[] digest) {
        this.digest = digest;
    }

    /**
     * Hashes a name.
     *
     * @param name the name; its UTF-8 bytes are hashed, without terminator
     * @param algorithm the algorithm of the layer
     * @return the hash
     */
    public static NameHash of(String name, HashAlgorithm algorithm) {
        try {
            MessageDigest digest = MessageDigest.getInstance(algorithm.jdkName());
            return new NameHash(digest.digest(name.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("this Java runtime lacks " + algorithm.jdkName(), missing);
        }
    }

    /**
     * Takes a hash from the wire.
     *
     * @param digest its bytes in digest order; copied
     * @return the hash
     */
    public static NameHash of(byte[] digest) {
        return new NameHash(digest.clone());
    }

    /** {@return a copy of the bytes, in digest order} */
    public byte[] bytes() {
        return digest.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NameHash hash && Arrays.equals(digest, hash.digest);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(digest);
    }

    @Override
    public String toString() {
        return HexFormat.of().formatHex(digest);
    }
}
