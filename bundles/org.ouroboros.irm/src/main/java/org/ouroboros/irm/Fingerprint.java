// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Stands for a text where not every text fits, as in the name of a file. */
final class Fingerprint {
    private static final int DIGITS = 32;

    private Fingerprint() {}

    /** {@return 32 hexadecimal digits, the same for the same text} */
    static String of(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, DIGITS);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java platform has SHA-256", missing);
        }
    }
}
