// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint.oap;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Optional;

/**
 * Hash functions by their number on the wire, the weakest first (end-to-end specification, section 3.1). Not every platform has all of
 * them: Java has no BLAKE2.
 */
public enum Digest {
    /** BLAKE2s. */
    BLAKE2S_256("blake2s256", 1057, 32, "BLAKE2S-256", "HmacBLAKE2S-256"),
    /** SHA-2 of 256 bits. */
    SHA_256("sha256", 672, 32, "SHA-256", "HmacSHA256"),
    /** SHA-3 of 256 bits. */
    SHA3_256("sha3-256", 1097, 32, "SHA3-256", "HmacSHA3-256"),
    /** SHA-2 of 384 bits. */
    SHA_384("sha384", 673, 48, "SHA-384", "HmacSHA384"),
    /** SHA-3 of 384 bits. */
    SHA3_384("sha3-384", 1098, 48, "SHA3-384", "HmacSHA3-384"),
    /** BLAKE2b. */
    BLAKE2B_512("blake2b512", 1056, 64, "BLAKE2B-512", "HmacBLAKE2B-512"),
    /** SHA-2 of 512 bits. */
    SHA_512("sha512", 674, 64, "SHA-512", "HmacSHA512"),
    /** SHA-3 of 512 bits. */
    SHA3_512("sha3-512", 1099, 64, "SHA3-512", "HmacSHA3-512");

    /** What hashes a request that names no digest. */
    static final Digest OF_REQUESTS = SHA_384;

    /** What is signed where a message names no digest. */
    static final Digest OF_SIGNATURES = SHA_256;

    private final String label;
    private final int nid;
    private final int bytes;
    private final String jdkName;
    private final String hmacName;

    Digest(String label, int nid, int bytes, String jdkName, String hmacName) {
        this.label = label;
        this.nid = nid;
        this.bytes = bytes;
        this.jdkName = jdkName;
        this.hmacName = hmacName;
    }

    static Optional<Digest> ofNid(int nid) {
        return Arrays.stream(values()).filter(digest -> digest.nid == nid).findFirst();
    }

    static Optional<Digest> ofLabel(String label) {
        return Arrays.stream(values())
                .filter(digest -> digest.label.equals(label))
                .findFirst();
    }

    /** {@return the name in settings} */
    public String label() {
        return label;
    }

    int nid() {
        return nid;
    }

    /** {@return length of a hash} */
    int bytes() {
        return bytes;
    }

    String jdkName() {
        return jdkName;
    }

    String hmacName() {
        return hmacName;
    }

    /** {@return the stronger of two hashes that keys are derived with} */
    Digest stronger(Digest other) {
        return compareTo(other) >= 0 ? this : other;
    }

    /** {@return the hash of a message} */
    byte[] hash(byte[] message) throws NoSuchAlgorithmException {
        return MessageDigest.getInstance(jdkName).digest(message);
    }
}
