// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.authentication.x509;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A block of a PEM file (RFC 7468). What stands between blocks is skipped.
 *
 * @param label what it holds, such as {@code CERTIFICATE}
 * @param der its content
 */
@SuppressWarnings("ArrayRecordComponent") // possibly a secret, never compared or printed
record Pem(String label, byte[] der) {
    private static final Pattern BLOCK = Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,64})-----([^-]*)-----END \\1-----");

    /** {@return the blocks of a file, in order} */
    static List<Pem> read(byte[] file) throws GeneralSecurityException {
        List<Pem> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(new String(file, StandardCharsets.ISO_8859_1));
        while (matcher.find()) {
            try {
                blocks.add(new Pem(matcher.group(1), Base64.getMimeDecoder().decode(matcher.group(2))));
            } catch (IllegalArgumentException garbled) {
                throw new GeneralSecurityException("its " + matcher.group(1) + " is no Base64", garbled);
            }
        }
        return blocks;
    }

    @Override
    public String toString() {
        return label + ", " + der.length + " bytes";
    }
}
