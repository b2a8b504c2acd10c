// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.launcher;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.jar.JarInputStream;
import java.util.jar.Manifest;
import org.osgi.framework.Constants;

/**
 * A bundle jar as it was built.
 *
 * @param symbolicName what it is known by, whatever its version and file name
 * @param digest SHA-256 of the file, in hexadecimal
 */
record ShippedBundle(String symbolicName, String digest, Path file) {
    /**
     * Reads name and digest.
     *
     * @throws IOException if the file is no bundle, or cannot be read
     */
    static ShippedBundle read(Path file) throws IOException {
        byte[] content = Files.readAllBytes(file);
        return new ShippedBundle(symbolicName(file, content), digest(content), file);
    }

    private static String symbolicName(Path file, byte[] content) throws IOException {
        try (var jar = new JarInputStream(new ByteArrayInputStream(content))) {
            Manifest manifest = jar.getManifest();
            String header =
                    manifest == null ? null : manifest.getMainAttributes().getValue(Constants.BUNDLE_SYMBOLICNAME);
            if (header == null) {
                throw new IOException(file.getFileName() + " has no " + Constants.BUNDLE_SYMBOLICNAME);
            }
            return header.replaceFirst(";.*", "").strip();
        }
    }

    private static String digest(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
