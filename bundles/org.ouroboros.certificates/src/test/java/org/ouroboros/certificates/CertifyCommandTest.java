// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.certificates;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ouroboros.command.CommandFailed;
import org.ouroboros.command.Invocation;

/** What the command writes, and where. */
class CertifyCommandTest {
    @TempDir
    private Path folder;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @Test
    void aServerGetsACertificateThatItsSystemBelieves() throws IOException, GeneralSecurityException {
        certify("ping");
        X509Certificate made = certificate(folder.resolve("server/ping/crt.pem"));
        made.verify(certificate(onlyFile(folder.resolve("cacert"))).getPublicKey());
        assertEquals("CN=ping,O=Ouroboros", made.getSubjectX500Principal().getName());
        assertEquals(
                "rw-------",
                PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("server/ping/key.pem"))));
        assertTrue(printed.toString(StandardCharsets.UTF_8).contains("of 'ping' is in " + folder));
    }

    @Test
    void aFolderForAnotherSystemHasTheSameAuthorityWithoutItsKey() throws IOException, GeneralSecurityException {
        Path other = folder.resolve("other");
        certify("ping");
        certify("ping", "--client", "-n", "alice", "-k", "rsa", "-d", "3", "-o", other.toString());
        X509Certificate made = certificate(other.resolve("client/ping/crt.pem"));
        made.verify(certificate(onlyFile(folder.resolve("cacert"))).getPublicKey());
        assertEquals("CN=alice,O=Ouroboros", made.getSubjectX500Principal().getName());
        assertEquals("RSA", made.getPublicKey().getAlgorithm());
        assertTrue(Files.notExists(other.resolve("authority")));
        assertEquals(1, list(folder.resolve("cacert")).size());
    }

    @Test
    void whatCannotBeDoneIsSaid() {
        assertSays("cannot be that of a folder", "../ping");
        assertSays("choose one of ec, rsa, ed25519", "ping", "-k", "dsa");
    }

    private void assertSays(String message, String... words) {
        CommandFailed failed = assertThrows(CommandFailed.class, () -> certify(words));
        assertTrue(failed.toString().contains(message), failed.toString());
    }

    private void certify(String... words) throws IOException, GeneralSecurityException {
        new CertifyCommand(folder).run(new Invocation() {
            @Override
            public List<String> words() {
                return List.of(words);
            }

            @Override
            public PrintStream out() {
                return new PrintStream(printed, true, StandardCharsets.UTF_8);
            }

            @Override
            public boolean json() {
                return false;
            }

            @Override
            public void report(Record event, String text) {
                throw new IllegalStateException("nothing goes on for a while");
            }
        });
    }

    private static Path onlyFile(Path where) throws IOException {
        List<Path> files = list(where);
        assertEquals(1, files.size());
        return files.getFirst();
    }

    private static List<Path> list(Path where) throws IOException {
        try (Stream<Path> files = Files.list(where)) {
            return files.toList();
        }
    }

    private static X509Certificate certificate(Path file) throws IOException, GeneralSecurityException {
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(Files.readAllBytes(file)));
    }
}
