// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import org.ouroboros.certificates.Authority;
import org.ouroboros.certificates.Authority.Issued;
import org.ouroboros.certificates.Authority.Validity;
import org.ouroboros.certificates.KeyKind;

/** A folder that says what protects the flows of some names, for all systems of a bench. It is deleted when it is closed. */
final class SecurityFiles implements AutoCloseable {
    private final Path root = Folders.temporary();

    SecurityFiles() throws IOException {}

    Path root() {
        return root;
    }

    /** Has flows to a name encrypted. */
    void encrypt(String name) throws IOException {
        write("server", name, "");
        write("client", name, "");
    }

    /** Has flows to a name encrypted, and their servers prove who they are. */
    void authenticate(String name) throws IOException, GeneralSecurityException {
        write("client", name, "authenticate = required\n");
        Path server = write("server", name, "");
        SecureRandom random = new SecureRandom();
        Validity today = Validity.days(Instant.now(), 1);
        Authority authority = Authority.found("bench", today, random);
        Issued certificate = authority.issue(name, KeyKind.EC, today);
        Files.writeString(server.resolve("crt.pem"), certificate.certificate());
        Files.writeString(server.resolve("key.pem"), certificate.key());
        Path trusted = Files.createDirectories(root.resolve("cacert"));
        Files.writeString(trusted.resolve("bench.pem"), authority.files().certificate());
    }

    private Path write(String side, String name, String more) throws IOException {
        Path folder = Files.createDirectories(root.resolve(side).resolve(name));
        Files.writeString(folder.resolve("enc.conf"), "cipher = aes-256-gcm\nkex = X25519\n" + more);
        return folder;
    }

    @Override
    public void close() throws IOException {
        Folders.delete(root);
    }
}
