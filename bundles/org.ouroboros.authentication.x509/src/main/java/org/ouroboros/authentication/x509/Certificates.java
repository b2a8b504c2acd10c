// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.authentication.x509;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.cert.CRLException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import org.ouroboros.policy.authentication.TrustFiles.TrustFile;

/** Reads certificates and lists of revoked ones. */
final class Certificates {
    private static final String CERTIFICATE = "CERTIFICATE";
    private static final String REVOCATIONS = "X509 CRL";

    private Certificates() {}

    /** {@return a certificate in DER} */
    static X509Certificate read(byte[] der) throws CertificateException {
        return (X509Certificate) factory().generateCertificate(new ByteArrayInputStream(der));
    }

    /** {@return the first certificate of a PEM file} */
    static X509Certificate first(byte[] file) throws GeneralSecurityException {
        for (Pem block : Pem.read(file)) {
            if (block.label().equals(CERTIFICATE)) {
                return read(block.der());
            }
        }
        throw new CertificateException("it holds no certificate");
    }

    /** {@return all certificates of PEM files} */
    static List<X509Certificate> all(List<TrustFile> files) throws GeneralSecurityException {
        List<X509Certificate> certificates = new ArrayList<>();
        for (TrustFile file : files) {
            try {
                int before = certificates.size();
                for (Pem block : Pem.read(file.content())) {
                    if (block.label().equals(CERTIFICATE)) {
                        certificates.add(read(block.der()));
                    }
                }
                if (certificates.size() == before) {
                    throw new CertificateException("it holds no certificate");
                }
            } catch (GeneralSecurityException senseless) {
                throw about(file, senseless);
            }
        }
        return certificates;
    }

    /** {@return all lists of files, in PEM or DER} */
    static List<X509CRL> revocations(List<TrustFile> files) throws GeneralSecurityException {
        List<X509CRL> lists = new ArrayList<>();
        for (TrustFile file : files) {
            try {
                List<Pem> blocks = Pem.read(file.content());
                if (blocks.isEmpty()) {
                    lists.add(list(file.content()));
                }
                for (Pem block : blocks) {
                    if (block.label().equals(REVOCATIONS)) {
                        lists.add(list(block.der()));
                    }
                }
            } catch (GeneralSecurityException senseless) {
                throw about(file, senseless);
            }
        }
        return lists;
    }

    /** {@return the common name of who a certificate is for} */
    static String name(X509Certificate certificate) throws CertificateException {
        try {
            // an LDAP name begins with what the certificate ends with
            for (Rdn part : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
                if (part.getType().equalsIgnoreCase("CN") && part.getValue() instanceof String name) {
                    return name;
                }
            }
        } catch (InvalidNameException senseless) {
            throw new CertificateException("its subject makes no sense", senseless);
        }
        throw new CertificateException(
                "its subject '" + certificate.getSubjectX500Principal() + "' has no common name");
    }

    private static X509CRL list(byte[] der) throws CertificateException, CRLException {
        return (X509CRL) factory().generateCRL(new ByteArrayInputStream(der));
    }

    private static CertificateFactory factory() throws CertificateException {
        return CertificateFactory.getInstance("X.509");
    }

    private static GeneralSecurityException about(TrustFile file, GeneralSecurityException senseless) {
        return new CertificateException("file " + file.name() + ": " + senseless.getMessage(), senseless);
    }
}
