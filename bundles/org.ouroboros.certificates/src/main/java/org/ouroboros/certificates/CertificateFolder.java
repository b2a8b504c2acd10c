// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.certificates;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import org.ouroboros.certificates.Authority.Issued;
import org.ouroboros.certificates.Authority.Validity;
import org.ouroboros.command.CommandFailed;

/**
 * A security folder that certificates are written to (end-to-end specification, section 4.9). The authority of this system, with its
 * key, is in {@code authority}; only the owner may read keys.
 */
final class CertificateFolder {
    private static final String CERTIFICATE = "crt.pem";
    private static final String KEY = "key.pem";
    private static final int AUTHORITY_DAYS = 3_650;

    private final Path root;

    CertificateFolder(Path root) {
        this.root = root;
    }

    /** {@return the authority that is here, or a new one} */
    Authority authority(Instant now, SecureRandom random) throws IOException, GeneralSecurityException {
        Path folder = root.resolve("authority");
        if (Files.exists(folder.resolve(KEY))) {
            return Authority.of(
                    Files.readString(folder.resolve(CERTIFICATE)), Files.readString(folder.resolve(KEY)), random);
        }
        Authority authority = Authority.found("Ouroboros authority", Validity.days(now, AUTHORITY_DAYS), random);
        write(folder, authority.files());
        return authority;
    }

    /** Has flows of a name use a certificate; {@return where it is} */
    Path write(String side, String name, Issued issued) throws IOException {
        Path folder = root.resolve(side).resolve(name).normalize();
        if (name.contains("/") || !root.resolve(side).normalize().equals(folder.getParent())) {
            throw new CommandFailed("certify: the name '" + name + "' cannot be that of a folder");
        }
        write(folder, issued);
        return folder;
    }

    /** Believes an authority; {@return where its certificate is} */
    Path trust(Issued authority) throws IOException {
        Path folder = Files.createDirectories(root.resolve("cacert"));
        return Files.writeString(folder.resolve(authority.serial().toString(16) + ".pem"), authority.certificate());
    }

    private static void write(Path folder, Issued issued) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve(CERTIFICATE), issued.certificate());
        Path key = folder.resolve(KEY);
        Files.deleteIfExists(key);
        if (key.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createFile(key, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        Files.writeString(key, issued.key(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }
}
