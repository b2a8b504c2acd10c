// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint.cipher;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.ouroboros.policy.encryption.CipherTraits;
import org.ouroboros.policy.encryption.EncryptionPolicy;
import org.ouroboros.policy.encryption.EncryptionState;

/**
 * The keys of one end of a flow: a new one for each epoch of 2<sup>20</sup> packets, both directions together (end-to-end
 * specification, section 3.4). They outlive the cipher policy that uses them. Confined to the loop, but for {@link #current()}.
 */
public final class KeyEpochs {
    /** Bit of the packet counter whose change begins an epoch. */
    static final int ROTATION_BIT = 20;

    private static final String LABEL = "o7s-key-rotation";
    private static final String COMMON_LABEL = "o7j-renegotiation";
    private static final String LEADER_LABEL = "o7j-splice-leader";
    private static final String FOLLOWER_LABEL = "o7j-splice-follower";

    /**
     * A key.
     *
     * @param epoch number of its epoch, from 0
     * @param bytes wiped when the epoch is forgotten
     */
    @SuppressWarnings("ArrayRecordComponent") // a secret, never compared or printed
    record Key(long epoch, byte[] bytes) {
        @Override
        public String toString() {
            return "key of epoch " + epoch;
        }

        private void wipe() {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    private final byte[] salt;
    private final byte[] common;
    private final int rotationBit;
    private final long period;
    private @Nullable Key previous;
    private @Nullable Key next; // derived ahead of time, for a peer that is ahead
    private long counter; // packets, both directions
    private long age; // packets of this epoch

    /** Written on the loop. */
    private volatile Key current;

    /**
     * Begins the first epoch.
     *
     * @param sessionKey its key, which is copied
     */
    public KeyEpochs(byte[] sessionKey) {
        this(sessionKey, ROTATION_BIT);
    }

    KeyEpochs(byte[] sessionKey, int rotationBit) {
        this.salt = sha256(sessionKey);
        this.common = derive(sessionKey, COMMON_LABEL);
        this.rotationBit = rotationBit;
        this.period = 1L << rotationBit;
        this.current = new Key(0, sessionKey.clone());
    }

    /**
     * Tells where the encryption is, without the keys.
     *
     * @param cipher what encrypts
     * @return epoch and count
     */
    public EncryptionState state(CipherTraits cipher) {
        return new EncryptionState(cipher, current.epoch(), counter);
    }

    /** {@return a secret that both ends have in common, and which tells nothing of any key; owned by the caller} */
    public byte[] commonSecret() {
        return common.clone();
    }

    /** {@return the key of what one side signals, another one than for messages and than that of the other side; owned by the caller} */
    byte[] signalKey(boolean ofLeader) {
        return derive(common, ofLeader ? LEADER_LABEL : FOLLOWER_LABEL);
    }

    /** {@return the key of this epoch} Any thread. */
    Key current() {
        return current;
    }

    /** {@return the key of the epoch before, or null once that is forgotten} */
    @Nullable
    Key previous() {
        return previous;
    }

    /** {@return the key of the next epoch} */
    Key next() {
        Key ahead = next;
        if (ahead == null) {
            Key now = current;
            ahead = new Key(now.epoch() + 1, derive(now.bytes(), LABEL));
            next = ahead;
        }
        return ahead;
    }

    /** {@return the phase bit of the next packet that is sent} It follows the counter, and may be ahead of the key. */
    boolean phaseToSend() {
        return isOdd(counter >>> rotationBit);
    }

    /** {@return the phase bit of packets that belong to this epoch} */
    boolean phase() {
        return isOdd(current.epoch());
    }

    /** {@return whether the epoch has come so far that a packet of the other phase belongs to the next one} */
    boolean nearsItsEnd() {
        return age >= period / 4 * 3;
    }

    /** Counts a packet that was sent; the epoch may end with it. */
    void sent() {
        long before = counter >>> rotationBit;
        count();
        long after = counter >>> rotationBit;
        if (after != before && after > current.epoch()) {
            rotate();
        }
        if (age >= period / 2) {
            forgetPrevious();
        }
    }

    /** Counts a packet that was received. An epoch that ends with it goes on until something shows that it ended for the peer. */
    void received() {
        count();
    }

    /** Begins the next epoch, as the peer did. Whatever was lost counts as if it had come. */
    void peerRotated() {
        rotate();
        counter = Math.max(counter, current.epoch() << rotationBit);
    }

    /** Forgets all keys. Idempotent; nothing can be sealed or opened afterwards. */
    public void wipe() {
        forgetPrevious();
        Key ahead = next;
        if (ahead != null) {
            ahead.wipe();
            next = null;
        }
        current.wipe();
        Arrays.fill(common, (byte) 0);
    }

    private void rotate() {
        forgetPrevious();
        Key successor = next();
        previous = current;
        current = successor;
        next = null;
        age = 0;
    }

    private void forgetPrevious() {
        Key old = previous;
        if (old != null) {
            old.wipe();
            previous = null;
        }
    }

    private void count() {
        counter++;
        age++;
    }

    private static boolean isOdd(long number) {
        return (number & 1) != 0;
    }

    private byte[] derive(byte[] key, String label) {
        try {
            return Hkdf.derive(Hkdf.HMAC_SHA256, key, salt, label, EncryptionPolicy.SESSION_KEY_BYTES);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java platform has " + Hkdf.HMAC_SHA256, missing);
        }
    }

    private static byte[] sha256(byte[] key) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(key);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java platform has SHA-256", missing);
        }
    }
}
