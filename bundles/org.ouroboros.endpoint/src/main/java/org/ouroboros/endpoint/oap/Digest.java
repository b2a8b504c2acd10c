// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint.oap;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Optional;

/** Hash functions by their number on the wire (end-to-end specification, section 3.1). Not every platform has all of them. */
enum Digest {
    BLAKE2S_256(1057, 32, "BLAKE2S-256"),
    SHA_256(672, 32, "SHA-256"),
    SHA3_256(1096, 32, "SHA3-256"),
    SHA_384(673, 48, "SHA-384"),
    SHA3_384(1097, 48, "SHA3-384"),
    BLAKE2B_512(1056, 64, "BLAKE2B-512"),
    SHA_512(674, 64, "SHA-512"),
    SHA3_512(1098, 64, "SHA3-512");

    /** What hashes a request that names no digest. */
    static final Digest OF_REQUESTS = SHA_384;

    private final int nid;
    private final int bytes;
    private final String jdkName;

    Digest(int nid, int bytes, String jdkName) {
        this.nid = nid;
        this.bytes = bytes;
        this.jdkName = jdkName;
    }

    static Optional<Digest> ofNid(int nid) {
        return Arrays.stream(values()).filter(digest -> digest.nid == nid).findFirst();
    }

    /** {@return length of a hash} */
    int bytes() {
        return bytes;
    }

    String jdkName() {
        return jdkName;
    }

    /** {@return the hash of a message} */
    byte[] hash(byte[] message) throws NoSuchAlgorithmException {
        return MessageDigest.getInstance(jdkName).digest(message);
    }
}
