// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.certificates;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An authority that issues certificates: on its own word, or on that of another authority. Its key is on the curve P-256. */
public final class Authority {
    private static final String ORGANISATION = "Ouroboros";
    private static final int SERIAL_BYTES = 16;
    private static final byte[] ECDSA_SHA256 = Der.sequence(Der.oid("1.2.840.10045.4.3.2"));
    private static final Pattern KEY = Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]*)-----END PRIVATE KEY-----");

    /** Bits of key usage: certificates and lists are signed, or messages. */
    private static final byte[] SIGNS_CERTIFICATES = Der.bits(1, new byte[] {0x06});

    private static final byte[] SIGNS_MESSAGES = Der.bits(7, new byte[] {(byte) 0x80});

    private final X509Certificate certificate;
    private final PrivateKey key;
    private final SecureRandom random;

    private Authority(X509Certificate certificate, PrivateKey key, SecureRandom random) {
        this.certificate = certificate;
        this.key = key;
        this.random = random;
    }

    /**
     * When a certificate holds.
     *
     * @param from from when on
     * @param until until when
     */
    public record Validity(Instant from, Instant until) {
        /**
         * Begins a minute ago, for clocks that are behind.
         *
         * @param now the wall clock
         * @param days how long it lasts
         * @return the validity
         */
        public static Validity days(Instant now, int days) {
            return new Validity(now.minus(Duration.ofMinutes(1)), now.plus(Duration.ofDays(days)));
        }
    }

    /**
     * A certificate and its private key, as files.
     *
     * @param certificate the certificate, PEM
     * @param key the private key, PEM of PKCS#8
     * @param serial serial number of the certificate
     */
    public record Issued(String certificate, String key, BigInteger serial) {
        @Override
        public String toString() {
            return "certificate " + serial.toString(16);
        }
    }

    /**
     * Founds an authority that vouches for itself.
     *
     * @param name its common name
     * @param validity when its certificate holds
     * @param random where keys come from
     * @return the authority
     * @throws GeneralSecurityException if the platform cannot
     */
    public static Authority found(String name, Validity validity, SecureRandom random) throws GeneralSecurityException {
        KeyPair pair = KeyKind.EC.generate(random);
        byte[] subject = subject(name);
        X509Certificate certificate =
                read(sign(pair.getPrivate(), random, body(subject, subject, pair.getPublic(), validity, true, random)));
        return new Authority(certificate, pair.getPrivate(), random);
    }

    /**
     * Finds an authority in the files that it was written to.
     *
     * @param certificate its certificate, PEM
     * @param key its private key, PEM of PKCS#8
     * @param random where keys come from
     * @return the authority
     * @throws GeneralSecurityException if a file makes no sense
     */
    public static Authority of(String certificate, String key, SecureRandom random) throws GeneralSecurityException {
        Matcher block = KEY.matcher(key);
        if (!block.find()) {
            throw new GeneralSecurityException("the key file of the authority holds no private key of PKCS#8");
        }
        byte[] pkcs8 = Base64.getMimeDecoder().decode(block.group(1));
        return new Authority(
                read(certificate.getBytes(StandardCharsets.US_ASCII)),
                KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(pkcs8)),
                random);
    }

    /** {@return certificate and key as files} */
    public Issued files() {
        return files(certificate, key);
    }

    /**
     * Founds an authority that this one vouches for.
     *
     * @param name its common name
     * @param validity when its certificate holds
     * @return the authority
     * @throws GeneralSecurityException if the platform cannot
     */
    public Authority intermediate(String name, Validity validity) throws GeneralSecurityException {
        KeyPair pair = KeyKind.EC.generate(random);
        return new Authority(certify(name, pair.getPublic(), validity, true), pair.getPrivate(), random);
    }

    /**
     * Issues a certificate.
     *
     * @param name common name of who it is for
     * @param kind kind of the key
     * @param validity when it holds
     * @return the certificate and a new key
     * @throws GeneralSecurityException if the platform cannot
     */
    public Issued issue(String name, KeyKind kind, Validity validity) throws GeneralSecurityException {
        KeyPair pair = kind.generate(random);
        return files(certify(name, pair.getPublic(), validity, false), pair.getPrivate());
    }

    /**
     * Lists certificates of this authority that hold no more.
     *
     * @param serials their serial numbers
     * @param validity when the list was made, and when the next one is due
     * @return the list, PEM
     * @throws GeneralSecurityException if the platform cannot
     */
    public String revoked(List<BigInteger> serials, Validity validity) throws GeneralSecurityException {
        byte[] from = Der.time(validity.from());
        List<byte[]> parts = new ArrayList<>(List.of(
                Der.integer(BigInteger.ONE),
                ECDSA_SHA256,
                certificate.getSubjectX500Principal().getEncoded(),
                from,
                Der.time(validity.until())));
        if (!serials.isEmpty()) {
            parts.add(Der.sequence(serials.stream()
                    .map(serial -> Der.sequence(Der.integer(serial), from))
                    .toList()));
        }
        parts.add(Der.explicit(0, Der.sequence(extension("2.5.29.20", false, Der.integer(BigInteger.ONE)))));
        return pem("X509 CRL", sign(key, random, Der.sequence(parts)));
    }

    private X509Certificate certify(String name, PublicKey of, Validity validity, boolean authority)
            throws GeneralSecurityException {
        byte[] issuer = certificate.getSubjectX500Principal().getEncoded();
        return read(sign(key, random, body(issuer, subject(name), of, validity, authority, random)));
    }

    /** {@return what is signed of a certificate (RFC 5280, section 4.1)} */
    private static byte[] body(
            byte[] issuer, byte[] subject, PublicKey key, Validity validity, boolean authority, SecureRandom random)
            throws GeneralSecurityException {
        byte[] serial = new byte[SERIAL_BYTES];
        random.nextBytes(serial);
        return Der.sequence(
                Der.explicit(0, Der.integer(BigInteger.TWO)), // version 3
                Der.integer(new BigInteger(1, serial)),
                ECDSA_SHA256,
                issuer,
                Der.sequence(Der.time(validity.from()), Der.time(validity.until())),
                subject,
                key.getEncoded(),
                Der.explicit(
                        3,
                        Der.sequence(
                                extension("2.5.29.19", true, authority ? Der.sequence(Der.bool(true)) : Der.sequence()),
                                extension("2.5.29.15", true, authority ? SIGNS_CERTIFICATES : SIGNS_MESSAGES),
                                extension(
                                        "2.5.29.14",
                                        false,
                                        Der.octets(MessageDigest.getInstance("SHA-1")
                                                .digest(key.getEncoded()))))));
    }

    private static byte[] extension(String oid, boolean critical, byte[] value) {
        return critical
                ? Der.sequence(Der.oid(oid), Der.bool(true), Der.octets(value))
                : Der.sequence(Der.oid(oid), Der.octets(value));
    }

    private static byte[] subject(String name) {
        return Der.sequence(
                Der.set(Der.sequence(Der.oid("2.5.4.10"), Der.text(ORGANISATION))),
                Der.set(Der.sequence(Der.oid("2.5.4.3"), Der.text(name))));
    }

    private static byte[] sign(PrivateKey key, SecureRandom random, byte[] body) throws GeneralSecurityException {
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(key, random);
        signature.update(body);
        return Der.sequence(body, ECDSA_SHA256, Der.bits(0, signature.sign()));
    }

    private static X509Certificate read(byte[] file) throws GeneralSecurityException {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(file));
    }

    private static Issued files(X509Certificate certificate, PrivateKey key) {
        try {
            return new Issued(
                    pem("CERTIFICATE", certificate.getEncoded()),
                    pem("PRIVATE KEY", key.getEncoded()),
                    certificate.getSerialNumber());
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("a certificate that was read can be written", impossible);
        }
    }

    private static String pem(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + label + "-----\n";
    }
}
