// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint.oap;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.ouroboros.endpoint.oap.NameSecurity.Credentials;
import org.ouroboros.policy.authentication.TrustFiles;
import org.ouroboros.policy.authentication.TrustFiles.TrustFile;

/** The certificates and keys of the test vectors. */
final class Pki {
    private static final String ALL = text();

    private Pki() {}

    static Trust trust() {
        return new Trust(new TrustFiles(
                List.of(new TrustFile("ca.crt", file("ca.crt"))),
                List.of(new TrustFile("im.crt", file("im.crt"))),
                List.of()));
    }

    static Credentials credentials(String name) {
        return new Credentials(file(name + ".crt"), file(name + ".key"));
    }

    static byte[] file(String name) {
        int start = ALL.indexOf("[" + name + "]");
        int end = ALL.indexOf("\n[", start);
        return ALL.substring(start, end < 0 ? ALL.length() : end).getBytes(StandardCharsets.US_ASCII);
    }

    private static String text() {
        try (InputStream in = Objects.requireNonNull(Pki.class.getResourceAsStream("pki.txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
