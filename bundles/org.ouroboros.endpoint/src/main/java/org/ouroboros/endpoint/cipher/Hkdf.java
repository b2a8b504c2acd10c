// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint.cipher;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The key derivation HKDF (RFC 5869) over any HMAC of the platform. */
public final class Hkdf {
    /** Java name of the HMAC over SHA-256, which every platform has. */
    public static final String HMAC_SHA256 = "HmacSHA256";

    private Hkdf() {}

    /**
     * Derives a key.
     *
     * @param hmac Java name of the HMAC
     * @param secret what the key is made from
     * @param salt not empty
     * @param label distinguishes uses, in ASCII
     * @param length length of the key, at most that of 255 hashes
     * @return the key
     * @throws NoSuchAlgorithmException if the platform lacks the HMAC
     */
    public static byte[] derive(String hmac, byte[] secret, byte[] salt, String label, int length)
            throws NoSuchAlgorithmException {
        Mac mac = Mac.getInstance(hmac);
        key(mac, salt);
        byte[] pseudorandom = mac.doFinal(secret);
        key(mac, pseudorandom);
        Arrays.fill(pseudorandom, (byte) 0);
        byte[] info = label.getBytes(StandardCharsets.US_ASCII);
        byte[] derived = new byte[length];
        byte[] block = {};
        for (int at = 0, number = 1; at < length; number++) {
            mac.update(block);
            mac.update(info);
            mac.update((byte) number);
            Arrays.fill(block, (byte) 0);
            block = mac.doFinal();
            int count = Math.min(block.length, length - at);
            System.arraycopy(block, 0, derived, at, count);
            at += count;
        }
        Arrays.fill(block, (byte) 0);
        return derived;
    }

    private static void key(Mac mac, byte[] key) {
        try {
            mac.init(new SecretKeySpec(key, mac.getAlgorithm()));
        } catch (InvalidKeyException impossible) {
            throw new IllegalStateException("an HMAC takes any key", impossible);
        }
    }
}
