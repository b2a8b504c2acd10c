// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.authentication.x509;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.List;

/** Reads private keys: PKCS#8, or the traditional forms of EC and RSA, unencrypted. */
final class PrivateKeys {
    private static final byte[] VERSION = {2, 1, 0};
    private static final int SEQUENCE = 0x30;
    private static final int OCTETS = 0x04;
    private static final int LONGEST_HEADER = 4;

    private PrivateKeys() {}

    /**
     * Reads a key file.
     *
     * @param file in PEM
     * @param partner the public key that belongs to it
     */
    static PrivateKey read(byte[] file, PublicKey partner) throws GeneralSecurityException {
        List<Pem> blocks = Pem.read(file);
        try {
            for (Pem block : blocks) {
                switch (block.label()) {
                    case "PRIVATE KEY" -> {
                        return generate(block.der(), partner);
                    }
                    case "EC PRIVATE KEY", "RSA PRIVATE KEY" -> {
                        return wrapped(block.der(), partner);
                    }
                    case "ENCRYPTED PRIVATE KEY" ->
                        throw new InvalidKeyException("it is encrypted: write it without a password");
                    default -> {} // parameters of a curve, or a certificate
                }
            }
        } finally {
            blocks.forEach(block -> Arrays.fill(block.der(), (byte) 0));
        }
        throw new InvalidKeyException("it holds no private key");
    }

    /** A traditional form lacks the name of the algorithm, which the public key has. */
    private static PrivateKey wrapped(byte[] traditional, PublicKey partner) throws GeneralSecurityException {
        byte[] pkcs8 = element(SEQUENCE, VERSION, algorithm(partner.getEncoded()), element(OCTETS, traditional));
        try {
            return generate(pkcs8, partner);
        } finally {
            Arrays.fill(pkcs8, (byte) 0);
        }
    }

    private static PrivateKey generate(byte[] pkcs8, PublicKey partner) throws GeneralSecurityException {
        return KeyFactory.getInstance(partner.getAlgorithm()).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    }

    /** {@return the algorithm identifier, which a public key begins with} The platform encoded it, so it is well-formed. */
    private static byte[] algorithm(byte[] publicKey) {
        ByteBuffer in = ByteBuffer.wrap(publicKey);
        in.get();
        length(in);
        int start = in.position();
        in.get();
        int length = length(in);
        return Arrays.copyOfRange(publicKey, start, in.position() + length);
    }

    private static int length(ByteBuffer in) {
        int first = Byte.toUnsignedInt(in.get());
        if (first < 0x80) {
            return first;
        }
        int length = 0;
        for (int i = first & 0x7F; i > 0; i--) {
            length = length << 8 | Byte.toUnsignedInt(in.get());
        }
        return length;
    }

    private static byte[] element(int tag, byte[]... parts) {
        int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
        ByteBuffer out = ByteBuffer.allocate(LONGEST_HEADER + length).put((byte) tag);
        if (length < 0x80) {
            out.put((byte) length);
        } else if (length < 0x100) {
            out.put((byte) 0x81).put((byte) length);
        } else {
            out.put((byte) 0x82).putShort((short) length);
        }
        for (byte[] part : parts) {
            out.put(part);
        }
        return Arrays.copyOf(out.array(), out.position());
    }
}
