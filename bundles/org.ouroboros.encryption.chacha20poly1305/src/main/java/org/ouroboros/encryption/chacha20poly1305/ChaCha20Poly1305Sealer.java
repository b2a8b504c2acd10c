// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.encryption.chacha20poly1305;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import org.ouroboros.packet.Packet;
import org.ouroboros.packet.PacketPool;
import org.ouroboros.policy.encryption.CipherKey;
import org.ouroboros.policy.encryption.EncryptionPolicy.Sealer;

/**
 * ChaCha20-Poly1305 with one key. Packets are turned in arrays that are kept: the platform's cipher is faster on those than on native memory, by
 * more than the copies cost.
 */
final class ChaCha20Poly1305Sealer implements Sealer {
    static final int IV_BYTES = 12;
    static final int TAG_BYTES = 16;

    private final CipherKey key;
    private final Cipher sealing;
    private final Cipher opening;
    private final byte[] in = new byte[PacketPool.SLOT_BYTES];
    private final byte[] out = new byte[PacketPool.SLOT_BYTES];

    ChaCha20Poly1305Sealer(byte[] sessionKey) {
        this.key = CipherKey.of(sessionKey, sessionKey.length, "ChaCha20");
        try {
            this.sealing = Cipher.getInstance("ChaCha20-Poly1305");
            this.opening = Cipher.getInstance("ChaCha20-Poly1305");
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("this Java platform has no ChaCha20-Poly1305", missing);
        }
    }

    @Override
    public void seal(Packet packet) {
        int at = packet.offset();
        int length = packet.length();
        MemorySegment.copy(packet.segment(), JAVA_BYTE, at, in, 0, length);
        try {
            sealing.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(in, 0, IV_BYTES));
            int sealed = sealing.doFinal(in, IV_BYTES, length - IV_BYTES, out, 0);
            packet.append(TAG_BYTES);
            MemorySegment.copy(out, 0, packet.segment(), JAVA_BYTE, at + IV_BYTES, sealed);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(
                    "ChaCha20-Poly1305 does not seal a packet of " + length + " bytes", impossible);
        }
    }

    @Override
    public boolean open(Packet packet) {
        int at = packet.offset();
        int length = packet.length();
        MemorySegment.copy(packet.segment(), JAVA_BYTE, at, in, 0, length);
        try {
            opening.init(Cipher.DECRYPT_MODE, key, new IvParameterSpec(in, 0, IV_BYTES));
            int opened = opening.doFinal(in, IV_BYTES, length - IV_BYTES, out, 0);
            MemorySegment.copy(out, 0, packet.segment(), JAVA_BYTE, at + IV_BYTES, opened);
        } catch (AEADBadTagException forged) {
            return false;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(
                    "ChaCha20-Poly1305 does not open a packet of " + length + " bytes", impossible);
        }
        packet.popHeader(IV_BYTES);
        packet.trim(TAG_BYTES);
        return true;
    }

    /** Wipes the key, in the platform's ciphers, too: those let it go when they take another. */
    @Override
    public void close() {
        if (key.isDestroyed()) {
            return;
        }
        IvParameterSpec vector = new IvParameterSpec(new byte[IV_BYTES]);
        try {
            sealing.init(Cipher.ENCRYPT_MODE, key.blank(), vector);
            opening.init(Cipher.DECRYPT_MODE, key.blank(), vector);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("ChaCha20-Poly1305 does not take a blank key", impossible);
        } finally {
            key.destroy();
            Arrays.fill(in, (byte) 0);
            Arrays.fill(out, (byte) 0);
        }
    }
}
