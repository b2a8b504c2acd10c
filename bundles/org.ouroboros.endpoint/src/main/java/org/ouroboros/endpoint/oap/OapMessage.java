// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint.oap;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.ouroboros.policy.keyexchange.KeyShare;

/**
 * A message of the flow allocation protocol (end-to-end specification, section 4.2), numbers in network byte order:
 *
 * <pre>
 *  0          16          24       26    28       30    32       34    36
 *  | id       | timestamp | cipher | KDF | digest | c   | F R k  | d   |
 *  | certificate: c | key exchange: k | data: d | hash of the request: h | signature: the rest, if c &gt; 0 |
 * </pre>
 *
 * <p>Whether a cipher is known is for those to say who have ciphers. A request has no hash: h is 0. F and R are the two highest bits of their field, k the other 14.
 *
 * @param id 16 bytes that the client has drawn, and the response repeats
 * @param timestampNs when the message was made, in nanoseconds since the Unix epoch, unsigned
 * @param cipher number of a cipher; 0 for none
 * @param kdf number of the hash that derives keys; 0 for none
 * @param digest number of the digest of signatures and of the request's hash; 0 for none
 * @param certificate certificate of the sender in DER; empty if it has none
 * @param rawKey F: whether the key exchange is raw instead of DER
 * @param clientEncapsulates R: whether the client encapsulates
 * @param keyExchange public key or ciphertext; empty if no key is agreed on
 * @param data what the applications say to each other
 * @param requestHash hash of the request as it was sent; empty in a request
 * @param signature signature of all that stands before it; empty if there is none
 */
@SuppressWarnings("ArrayRecordComponent") // bytes of the wire, never compared as a whole
record OapMessage(
        byte[] id,
        long timestampNs,
        int cipher,
        int kdf,
        int digest,
        byte[] certificate,
        boolean rawKey,
        boolean clientEncapsulates,
        byte[] keyExchange,
        byte[] data,
        byte[] requestHash,
        byte[] signature) {
    static final int ID_BYTES = 16;
    static final int HEADER_BYTES = 36;

    private static final int LONGEST_FIELD = 0xFFFF;
    private static final int RAW_KEY = 1 << 15;
    private static final int CLIENT_ENCAPSULATES = 1 << 14;
    private static final int KEY_LENGTH = CLIENT_ENCAPSULATES - 1;
    private static final byte[] NOTHING = {};

    /** {@return a message that protects nothing} */
    static OapMessage plain(byte[] id, long timestampNs, byte[] data, byte[] requestHash) {
        return new OapMessage(id, timestampNs, 0, 0, 0, NOTHING, false, false, NOTHING, data, requestHash, NOTHING);
    }

    /**
     * Reads a message.
     *
     * @param message all of it
     * @param hashBytes length of the hash of the request; 0 if this is a request
     * @return the message; empty if it is malformed
     */
    static Optional<OapMessage> decode(byte[] message, int hashBytes) {
        if (message.length < HEADER_BYTES) {
            return Optional.empty();
        }
        ByteBuffer in = ByteBuffer.wrap(message);
        byte[] id = take(in, ID_BYTES);
        long timestampNs = in.getLong();
        int cipher = unsigned(in);
        int kdf = unsigned(in);
        int digest = unsigned(in);
        int certificateBytes = unsigned(in);
        int key = unsigned(in);
        int keyBytes = key & KEY_LENGTH;
        int dataBytes = unsigned(in);
        int signatureBytes = in.remaining() - certificateBytes - keyBytes - dataBytes - hashBytes;
        if (signatureBytes < 0
                || (certificateBytes == 0 && signatureBytes > 0)
                || !isNoneOrDigest(kdf)
                || !isNoneOrDigest(digest)) {
            return Optional.empty();
        }
        return Optional.of(new OapMessage(
                id,
                timestampNs,
                cipher,
                kdf,
                digest,
                take(in, certificateBytes),
                (key & RAW_KEY) != 0,
                (key & CLIENT_ENCAPSULATES) != 0,
                take(in, keyBytes),
                take(in, dataBytes),
                take(in, hashBytes),
                take(in, signatureBytes)));
    }

    /** {@return the same message with a signature} */
    OapMessage signed(byte[] by) {
        return new OapMessage(
                id,
                timestampNs,
                cipher,
                kdf,
                digest,
                certificate,
                rawKey,
                clientEncapsulates,
                keyExchange,
                data,
                requestHash,
                by);
    }

    /** {@return the same message with data} */
    OapMessage saying(byte[] said) {
        return new OapMessage(
                id,
                timestampNs,
                cipher,
                kdf,
                digest,
                certificate,
                rawKey,
                clientEncapsulates,
                keyExchange,
                said,
                requestHash,
                signature);
    }

    /** {@return the share of a key exchange, if there is one} */
    Optional<KeyShare> share() {
        return keyExchange.length == 0 ? Optional.empty() : Optional.of(new KeyShare(keyExchange, rawKey));
    }

    /** {@return digest of the signature} */
    Digest digestOfSignature() {
        return Digest.ofNid(digest).orElse(Digest.OF_SIGNATURES);
    }

    /** {@return the message in bytes} */
    byte[] encode() {
        require(certificate.length, LONGEST_FIELD, "certificate");
        require(keyExchange.length, KEY_LENGTH, "key share");
        require(data.length, LONGEST_FIELD, "data");
        int key = keyExchange.length | (rawKey ? RAW_KEY : 0) | (clientEncapsulates ? CLIENT_ENCAPSULATES : 0);
        return ByteBuffer.allocate(HEADER_BYTES
                        + certificate.length
                        + keyExchange.length
                        + data.length
                        + requestHash.length
                        + signature.length)
                .put(id)
                .putLong(timestampNs)
                .putShort((short) cipher)
                .putShort((short) kdf)
                .putShort((short) digest)
                .putShort((short) certificate.length)
                .putShort((short) key)
                .putShort((short) data.length)
                .put(certificate)
                .put(keyExchange)
                .put(data)
                .put(requestHash)
                .put(signature)
                .array();
    }

    private static void require(int length, int limit, String field) {
        if (length > limit) {
            throw new IllegalArgumentException(
                    "a " + field + " of " + length + " bytes, more than the " + limit + " that a message has room for");
        }
    }

    /** {@return what the response to this request hashes it with} */
    Digest digestOfRequest() {
        return Digest.ofNid(digest).orElse(Digest.OF_REQUESTS);
    }

    private static boolean isNoneOrDigest(int nid) {
        return nid == 0 || Digest.ofNid(nid).isPresent();
    }

    private static int unsigned(ByteBuffer in) {
        return Short.toUnsignedInt(in.getShort());
    }

    private static byte[] take(ByteBuffer in, int length) {
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }
}
