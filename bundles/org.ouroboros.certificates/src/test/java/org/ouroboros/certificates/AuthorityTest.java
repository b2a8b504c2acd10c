// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.certificates;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ouroboros.certificates.Authority.Issued;
import org.ouroboros.certificates.Authority.Validity;

/** The platform reads what is made, and finds in it what was asked for. */
class AuthorityTest {
    private static final Validity FOR_LONG =
            new Validity(Instant.parse("2026-01-01T00:00:00Z"), Instant.parse("2060-01-01T00:00:00Z"));

    private final SecureRandom random = new SecureRandom();

    @ParameterizedTest
    @EnumSource
    void aCertificateSaysWhoItIsForAndWhoIssuedIt(KeyKind kind) throws GeneralSecurityException {
        Authority root = Authority.found("root", FOR_LONG, random);
        Authority between = root.intermediate("between", FOR_LONG);
        Issued issued = between.issue("some.name", kind, FOR_LONG);
        X509Certificate certificate = certificate(issued);
        certificate.verify(certificate(between.files()).getPublicKey());
        certificate(between.files()).verify(certificate(root.files()).getPublicKey());
        assertEquals(
                "CN=some.name,O=Ouroboros",
                certificate.getSubjectX500Principal().getName());
        assertEquals(
                "CN=between,O=Ouroboros", certificate.getIssuerX500Principal().getName());
        assertEquals(FOR_LONG.until(), certificate.getNotAfter().toInstant());
        assertEquals(FOR_LONG.from(), certificate.getNotBefore().toInstant());
        assertEquals(-1, certificate.getBasicConstraints());
        assertTrue(certificate(between.files()).getBasicConstraints() >= 0);
        assertTrue(certificate.getKeyUsage()[0]);
        assertTrue(certificate(root.files()).getKeyUsage()[5]
                && certificate(root.files()).getKeyUsage()[6]);
        assertFalse(issued.toString().contains("PRIVATE"));
    }

    @Test
    void anAuthorityGoesOnFromItsFiles() throws GeneralSecurityException {
        Issued root = Authority.found("root", FOR_LONG, random).files();
        Authority again = Authority.of(root.certificate(), root.key(), random);
        certificate(again.issue("x", KeyKind.EC, FOR_LONG))
                .verify(certificate(root).getPublicKey());
        assertThrows(GeneralSecurityException.class, () -> Authority.of(root.certificate(), "no key", random));
    }

    @Test
    void aListSaysWhatIsRevoked() throws GeneralSecurityException {
        Authority root = Authority.found("root", FOR_LONG, random);
        Issued good = root.issue("good", KeyKind.EC, FOR_LONG);
        Issued bad = root.issue("bad", KeyKind.EC, FOR_LONG);
        X509CRL list = (X509CRL) CertificateFactory.getInstance("X.509")
                .generateCRL(stream(root.revoked(List.of(bad.serial()), FOR_LONG)));
        list.verify(certificate(root.files()).getPublicKey());
        assertTrue(list.isRevoked(certificate(bad)));
        assertFalse(list.isRevoked(certificate(good)));
    }

    private static X509Certificate certificate(Issued issued) throws GeneralSecurityException {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(stream(issued.certificate()));
    }

    private static ByteArrayInputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
    }
}
