// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.it;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;

/** The file of a bundle as that of another one, which is newer. */
final class BundleCopy {
    /** Behind the symbolic name of a bundle, what its copy is called. */
    static final String SUFFIX = ".copy";

    private static final String VERSION = "9.0.0";

    private final byte[] jar;

    private BundleCopy(byte[] jar) {
        this.jar = jar;
    }

    static BundleCopy of(Bundle bundle) throws IOException {
        ByteArrayOutputStream copy = new ByteArrayOutputStream();
        try (JarInputStream jar =
                new JarInputStream(URI.create(bundle.getLocation()).toURL().openStream())) {
            Manifest manifest = jar.getManifest();
            manifest.getMainAttributes().putValue(Constants.BUNDLE_SYMBOLICNAME, bundle.getSymbolicName() + SUFFIX);
            manifest.getMainAttributes().putValue(Constants.BUNDLE_VERSION, VERSION);
            try (JarOutputStream out = new JarOutputStream(copy, manifest)) {
                for (JarEntry entry = jar.getNextJarEntry(); entry != null; entry = jar.getNextJarEntry()) {
                    out.putNextEntry(new JarEntry(entry.getName()));
                    jar.transferTo(out);
                    out.closeEntry();
                }
            }
        }
        return new BundleCopy(copy.toByteArray());
    }

    InputStream open() {
        return new ByteArrayInputStream(jar);
    }
}
