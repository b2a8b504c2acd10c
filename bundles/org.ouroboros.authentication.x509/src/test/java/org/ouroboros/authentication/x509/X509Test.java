// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.authentication.x509;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ouroboros.certificates.Authority;
import org.ouroboros.certificates.Authority.Issued;
import org.ouroboros.certificates.Authority.Validity;
import org.ouroboros.certificates.KeyKind;
import org.ouroboros.policy.authentication.AuthenticationPolicy;
import org.ouroboros.policy.authentication.AuthenticationPolicy.Identity;
import org.ouroboros.policy.authentication.AuthenticationPolicy.Peer;
import org.ouroboros.policy.authentication.TrustFiles;
import org.ouroboros.policy.authentication.TrustFiles.TrustFile;

/** Who is believed, and why others are not. */
class X509Test {
    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
    private static final Validity VALID = Validity.days(NOW, 30);
    private static final byte[] MESSAGE = {1, 2, 3};

    private final SecureRandom random = new SecureRandom();
    private final AuthenticationPolicy policy = new X509Policy();
    private final Authority root = Authority.found("root", VALID, random);
    private final Authority between = root.intermediate("between", VALID);

    X509Test() throws GeneralSecurityException {}

    @ParameterizedTest
    @CsvSource({
        "EC, SHA-256", "EC, SHA-384", "EC, SHA-512", "EC, SHA3-256", "EC, SHA3-384", "EC, SHA3-512",
        "RSA, SHA-256", "RSA, SHA-384", "RSA, SHA-512", "RSA, SHA3-256", "RSA, SHA3-512", "ED25519, SHA-256"
    })
    void whatAPeerSignedIsBelievedAndNothingElse(KeyKind kind, String digest) throws GeneralSecurityException {
        try (Identity identity = identity(between.issue("some.name", kind, VALID))) {
            assertEquals(kind != KeyKind.ED25519, identity.choosesDigest());
            byte[] signature = identity.sign(MESSAGE, digest, random);
            Peer peer = policy.trust(trust()).verify(identity.certificate(), NOW);
            assertEquals("some.name", peer.name());
            peer.requireSigned(MESSAGE, signature, digest);
            byte[] changed = signature.clone();
            changed[changed.length - 1] ^= 1;
            assertRefused("is not that of 'some.name'", () -> peer.requireSigned(MESSAGE, changed, digest));
            assertRefused("is not that of", () -> peer.requireSigned(new byte[] {1, 2}, signature, digest));
            assertRefused("is not that of", () -> peer.requireSigned(MESSAGE, new byte[0], digest));
        }
    }

    @Test
    void aCertificateOfAnotherAuthorityIsNotBelieved() throws GeneralSecurityException {
        Authority stranger = Authority.found("root", VALID, random); // of the same name
        assertNotBelieved("no chain leads from the certificate of 'x'", stranger.issue("x", KeyKind.EC, VALID), NOW);
    }

    @Test
    void whoIsNoAuthorityIssuesNothing() throws GeneralSecurityException {
        Issued leaf = between.issue("leaf", KeyKind.EC, VALID);
        Authority pretended = Authority.of(leaf.certificate(), leaf.key(), random);
        Issued forged = pretended.issue("t.auth", KeyKind.EC, VALID);
        TrustFiles trust =
                new TrustFiles(List.of(file(root.files())), List.of(file(between.files()), file(leaf)), List.of());
        byte[] certificate = identity(forged).certificate();
        assertRefused("no chain", () -> policy.trust(trust).verify(certificate, NOW));
    }

    @Test
    void aCertificateIsBelievedWhileItHoldsOnly() throws GeneralSecurityException {
        Issued issued = between.issue("x", KeyKind.EC, Validity.days(NOW, 3));
        assertNotBelieved("NotAfter", issued, NOW.plus(Duration.ofDays(4)));
        assertNotBelieved("NotBefore", issued, NOW.minus(Duration.ofDays(1)));
        Issued outlives = between.issue("x", KeyKind.EC, Validity.days(NOW, 300));
        assertNotBelieved("no chain", outlives, NOW.plus(Duration.ofDays(40)));
    }

    @Test
    void whatIsRevokedIsNotBelievedAndALateListStillHolds() throws GeneralSecurityException {
        Issued good = between.issue("good", KeyKind.EC, VALID);
        Issued bad = between.issue("bad", KeyKind.EC, VALID);
        TrustFile list = new TrustFile(
                "list", bytes(between.revoked(List.of(bad.serial()), new Validity(NOW, NOW.plusSeconds(1)))));
        assertEquals("good", verify(good, list, NOW.plusSeconds(60)).name());
        assertRefused(
                "'bad' (serial number " + bad.serial().toString(16) + ") is revoked",
                () -> verify(bad, list, NOW.plusSeconds(60)));
        assertEquals("bad", verify(bad, list, NOW.minusSeconds(1)).name(), "the list is of later");
        TrustFile ofRoot =
                new TrustFile("list", bytes(root.revoked(List.of(between.files().serial()), VALID)));
        assertRefused("'between' (serial number", () -> verify(good, ofRoot, NOW));
        Authority stranger = Authority.found("between", VALID, random);
        TrustFile forged = new TrustFile("list", bytes(stranger.revoked(List.of(good.serial()), VALID)));
        assertEquals("good", verify(good, forged, NOW).name(), "a list that the issuer did not sign");
    }

    @Test
    void nobodyIsBelievedWithoutAnAuthority() throws GeneralSecurityException {
        byte[] certificate = identity(between.issue("x", KeyKind.EC, VALID)).certificate();
        assertRefused("trusts no authority", () -> policy.trust(TrustFiles.NONE).verify(certificate, NOW));
    }

    @Test
    void truncatedAndChangedCertificatesAreRefused() throws GeneralSecurityException {
        byte[] certificate = identity(between.issue("x", KeyKind.EC, VALID)).certificate();
        AuthenticationPolicy.Verifier verifier = policy.trust(trust());
        for (int length = 0; length < certificate.length; length++) {
            byte[] cut = Arrays.copyOf(certificate, length);
            assertThrows(GeneralSecurityException.class, () -> verifier.verify(cut, NOW));
        }
        for (int at = 0; at < certificate.length; at++) {
            byte[] changed = certificate.clone();
            changed[at] ^= 0x10;
            assertThrows(GeneralSecurityException.class, () -> verifier.verify(changed, NOW), "byte " + at);
        }
    }

    @Test
    void filesThatMakeNoSenseAreNamed() throws GeneralSecurityException {
        Issued issued = between.issue("x", KeyKind.EC, VALID);
        Issued other = between.issue("y", KeyKind.EC, VALID);
        assertRefused(
                "the certificate file: it holds no certificate",
                () -> policy.identity(bytes(issued.key()), bytes(issued.key())));
        assertRefused(
                "the key file: it holds no private key",
                () -> policy.identity(bytes(issued.certificate()), bytes(issued.certificate())));
        assertRefused(
                "it is encrypted: write it without a password",
                () -> policy.identity(
                        bytes(issued.certificate()), bytes(issued.key().replace("PRIVATE", "ENCRYPTED PRIVATE"))));
        try (Identity mixed = policy.identity(bytes(issued.certificate()), bytes(other.key()))) {
            assertRefused("does not belong to the certificate of", () -> mixed.sign(MESSAGE, "SHA-256", random));
        }
        TrustFiles senseless =
                new TrustFiles(List.of(new TrustFile("cacert/x.pem", bytes("nothing"))), List.of(), List.of());
        assertRefused("cacert/x.pem: it holds no certificate", () -> policy.trust(senseless));
        assertRefused("BLAKE2B-512withECDSA", () -> identity(issued).sign(MESSAGE, "BLAKE2B-512", random));
    }

    @ParameterizedTest
    @CsvSource({"EC, EC PRIVATE KEY", "RSA, RSA PRIVATE KEY"})
    void traditionalKeysAreRead(KeyKind kind, String label) throws GeneralSecurityException {
        Issued issued = between.issue("x", kind, VALID);
        byte[] pkcs8 = Pem.read(bytes(issued.key())).getFirst().der();
        byte[] traditional = lastOctets(pkcs8);
        String key = "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n-----BEGIN " + label
                + "-----\n" + Base64.getMimeEncoder().encodeToString(traditional) + "\n-----END " + label + "-----\n";
        try (Identity identity = policy.identity(bytes(issued.certificate()), bytes(key))) {
            policy.trust(trust())
                    .verify(identity.certificate(), NOW)
                    .requireSigned(MESSAGE, identity.sign(MESSAGE, "SHA-256", random), "SHA-256");
        }
    }

    /** {@return what the key of PKCS#8 is in: version and algorithm are in front of it} */
    private static byte[] lastOctets(byte[] pkcs8) {
        int at = pkcs8[1] < 0 ? 2 + (pkcs8[1] & 0x7F) : 2;
        at += 3; // the version
        at += 2 + pkcs8[at + 1]; // the algorithm
        int lengthBytes = pkcs8[at + 1] < 0 ? pkcs8[at + 1] & 0x7F : 0;
        return Arrays.copyOfRange(pkcs8, at + 2 + lengthBytes, pkcs8.length);
    }

    private void assertNotBelieved(String why, Issued issued, Instant now) throws GeneralSecurityException {
        byte[] certificate = identity(issued).certificate();
        assertRefused(why, () -> policy.trust(trust()).verify(certificate, now));
    }

    private Peer verify(Issued issued, TrustFile revocations, Instant now) throws GeneralSecurityException {
        TrustFiles trust =
                new TrustFiles(List.of(file(root.files())), List.of(file(between.files())), List.of(revocations));
        return policy.trust(trust).verify(identity(issued).certificate(), now);
    }

    private TrustFiles trust() {
        return new TrustFiles(List.of(file(root.files())), List.of(file(between.files())), List.of());
    }

    private Identity identity(Issued issued) throws GeneralSecurityException {
        return policy.identity(bytes(issued.certificate()), bytes(issued.key()));
    }

    private static TrustFile file(Issued issued) {
        return new TrustFile("file", bytes(issued.certificate()));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static void assertRefused(String why, Executable step) {
        GeneralSecurityException refused = assertThrows(GeneralSecurityException.class, step);
        assertTrue(refused.toString().contains(why), refused.toString());
    }
}
