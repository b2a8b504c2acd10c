// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.authentication.x509;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXCertPathBuilderResult;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CRL;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ouroboros.policy.authentication.AuthenticationPolicy.Peer;
import org.ouroboros.policy.authentication.AuthenticationPolicy.Verifier;
import org.ouroboros.policy.authentication.TrustFiles;

/**
 * Believes certificates that a chain leads from to an authority, as of now, and that nobody in the chain has revoked.
 *
 * <p>A list of revocations counts if its issuer signed it, even when a newer one is due: what is revoked stays so. The absence of a list
 * revokes nothing.
 */
final class TrustStore implements Verifier {
    private final Set<TrustAnchor> anchors;
    private final List<X509Certificate> intermediates;
    private final List<X509CRL> revocations;

    private TrustStore(Set<TrustAnchor> anchors, List<X509Certificate> intermediates, List<X509CRL> revocations) {
        this.anchors = anchors;
        this.intermediates = intermediates;
        this.revocations = revocations;
    }

    static TrustStore read(TrustFiles files) throws GeneralSecurityException {
        return new TrustStore(
                Certificates.all(files.authorities()).stream()
                        .map(authority -> new TrustAnchor(authority, null))
                        .collect(Collectors.toUnmodifiableSet()),
                Certificates.all(files.intermediates()),
                Certificates.revocations(files.revocations()));
    }

    @Override
    public Peer verify(byte[] certificate, Instant now) throws GeneralSecurityException {
        X509Certificate leaf = Certificates.read(certificate);
        String name = Certificates.name(leaf);
        if (anchors.isEmpty()) {
            throw new CertificateException(
                    "the certificate of '" + name + "' cannot be checked: this system trusts no authority");
        }
        leaf.checkValidity(Date.from(now)); // says why, which the chain does not
        requireNotRevoked(chain(leaf, name, now), now);
        return new X509Peer(name, leaf.getPublicKey());
    }

    /** {@return the certificates from the leaf to the authority, both included} */
    private List<X509Certificate> chain(X509Certificate leaf, String name, Instant now)
            throws GeneralSecurityException {
        X509CertSelector target = new X509CertSelector();
        target.setCertificate(leaf);
        PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, target);
        parameters.setRevocationEnabled(false); // the platform's check refuses whom there is no list for
        parameters.setDate(Date.from(now));
        parameters.addCertStore(CertStore.getInstance(
                "Collection",
                new CollectionCertStoreParameters(
                        Stream.concat(Stream.of(leaf), intermediates.stream()).toList())));
        try {
            PKIXCertPathBuilderResult found = (PKIXCertPathBuilderResult)
                    CertPathBuilder.getInstance("PKIX").build(parameters);
            Stream<? extends Certificate> path = found.getCertPath().getCertificates().stream();
            return Stream.concat(
                            path.map(X509Certificate.class::cast),
                            Stream.of(found.getTrustAnchor().getTrustedCert()))
                    .toList();
        } catch (CertPathBuilderException nowhere) {
            throw new CertificateException(
                    "no chain leads from the certificate of '" + name + "', issued by '" + leaf.getIssuerX500Principal()
                            + "', to an authority that this system trusts",
                    nowhere);
        }
    }

    private void requireNotRevoked(List<X509Certificate> chain, Instant now) throws GeneralSecurityException {
        for (int i = 0; i < chain.size() - 1; i++) {
            X509Certificate certificate = chain.get(i);
            PublicKey issuer = chain.get(i + 1).getPublicKey();
            for (X509CRL list : revocations) {
                if (list.getIssuerX500Principal().equals(certificate.getIssuerX500Principal())
                        && !list.getThisUpdate().toInstant().isAfter(now)
                        && list.isRevoked(certificate)
                        && isSigned(list, issuer)) {
                    throw new CertificateException(
                            "the certificate of '" + Certificates.name(certificate) + "' (serial number "
                                    + certificate.getSerialNumber().toString(16) + ") is revoked");
                }
            }
        }
    }

    private static boolean isSigned(X509CRL list, PublicKey issuer) {
        try {
            list.verify(issuer);
            return true;
        } catch (GeneralSecurityException another) {
            return false;
        }
    }
}
