// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint.oap;

import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.ouroboros.endpoint.cipher.Hkdf;
import org.ouroboros.policy.encryption.EncryptionPolicy;

/**
 * What a renegotiation goes on from: a flow, and a secret that nobody but its two ends has. Each message of the renegotiation carries a
 * {@linkplain #proof proof} that its sender has the secret, and the new key is {@linkplain #bound bound} to it: so neither an end nor a key
 * of somebody else gets into the flow. Any thread.
 */
public final class EarlierSession implements AutoCloseable {
    /** Length of a proof. */
    static final int PROOF_BYTES = 32;

    private static final byte[] NOTHING = {};
    private static final String LABEL = "o7j-renegotiated";

    private final AllocationId flow;
    private final byte[] secret;

    /**
     * Goes on from a flow.
     *
     * @param flow the allocation that made it
     * @param secret what its ends have in common, taken over
     */
    public EarlierSession(AllocationId flow, byte[] secret) {
        this.flow = flow;
        this.secret = secret;
    }

    AllocationId flow() {
        return flow;
    }

    /** {@return the message with what says that it is about the flow, and proves that its sender has the secret} It is still to be signed. */
    OapMessage proven(OapMessage message) {
        OapMessage unproven = message.saying(new MemberBlock(MemberBlock.Renewal.unproven(flow)).encode());
        return message.saying(new MemberBlock(new MemberBlock.Renewal(flow, proof(unproven))).encode());
    }

    /** {@return whether the sender of a message has the secret} */
    boolean isOf(OapMessage message) {
        return MemberBlock.decode(message.data())
                .flatMap(MemberBlock::renewal)
                .filter(renewal -> renewal.flow().equals(flow)
                        && MessageDigest.isEqual(
                                renewal.proof(), proof(message.saying(MemberBlock.unproven(message.data())))))
                .isPresent();
    }

    /** {@return a key that only who had the secret can have} The key is wiped. */
    byte[] bound(byte[] key) {
        try {
            return Hkdf.derive(Hkdf.HMAC_SHA256, key, secret, LABEL, EncryptionPolicy.SESSION_KEY_BYTES);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java platform has " + Hkdf.HMAC_SHA256, missing);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    /** Wipes the secret. Idempotent; of no use afterwards. */
    @Override
    public void close() {
        Arrays.fill(secret, (byte) 0);
    }

    /** {@return HMAC over all of a message but its signature, whose proof is zeros} */
    private byte[] proof(OapMessage unproven) {
        try {
            Mac mac = Mac.getInstance(Hkdf.HMAC_SHA256);
            mac.init(new SecretKeySpec(secret, mac.getAlgorithm()));
            return mac.doFinal(unproven.signed(NOTHING).encode());
        } catch (NoSuchAlgorithmException | InvalidKeyException impossible) {
            throw new IllegalStateException("every Java platform has " + Hkdf.HMAC_SHA256, impossible);
        }
    }
}
