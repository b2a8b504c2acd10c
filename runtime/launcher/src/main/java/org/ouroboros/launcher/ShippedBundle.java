// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.launcher;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import java.util.jar.Attributes;
import java.util.jar.JarInputStream;
import java.util.jar.Manifest;
import org.osgi.framework.Constants;
import org.ouroboros.command.management.ManagementBundles;

/**
 * A bundle jar as it was built.
 *
 * @param symbolicName what it is known by, whatever its version and file name
 * @param isManagement whether a system is managed with it
 * @param digest SHA-256 of the file, in hexadecimal
 */
record ShippedBundle(String symbolicName, boolean isManagement, String digest, Path file) {
    /**
     * Reads the manifest and the digest.
     *
     * @throws IOException if the file is no bundle, or cannot be read
     */
    static ShippedBundle read(Path file) throws IOException {
        byte[] content = Files.readAllBytes(file);
        try (var jar = new JarInputStream(new ByteArrayInputStream(content))) {
            Manifest manifest = jar.getManifest();
            Attributes headers = manifest == null ? new Attributes() : manifest.getMainAttributes();
            String name = headers.getValue(Constants.BUNDLE_SYMBOLICNAME);
            if (name == null) {
                throw new IOException(file.getFileName() + " has no " + Constants.BUNDLE_SYMBOLICNAME);
            }
            return new ShippedBundle(first(name), isManagement(headers), digest(content), file);
        }
    }

    private static boolean isManagement(Attributes headers) {
        String capabilities = Objects.requireNonNullElse(headers.getValue(Constants.PROVIDE_CAPABILITY), "");
        return Arrays.stream(capabilities.split(","))
                .anyMatch(clause -> first(clause).equals(ManagementBundles.CAPABILITY));
    }

    /** A clause without its attributes. */
    private static String first(String clause) {
        return clause.replaceFirst(";.*", "").strip();
    }

    private static String digest(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
