// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.encryption.aesctr;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import org.ouroboros.packet.Packet;
import org.ouroboros.packet.PacketPool;
import org.ouroboros.policy.encryption.CipherKey;
import org.ouroboros.policy.encryption.EncryptionPolicy.Sealer;

/**
 * AES in counter mode with one key. Packets are turned in arrays that are kept: the platform's cipher is faster on those than on native
 * memory, by more than the copies cost.
 */
final class AesCtrSealer implements Sealer {
    static final int IV_BYTES = 16;

    private final CipherKey key;
    private final Cipher cipher;
    private final byte[] in = new byte[PacketPool.SLOT_BYTES];
    private final byte[] out = new byte[PacketPool.SLOT_BYTES];

    AesCtrSealer(byte[] sessionKey, int keyBytes) {
        this.key = CipherKey.of(sessionKey, keyBytes, "AES");
        try {
            this.cipher = Cipher.getInstance("AES/CTR/NoPadding");
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("this Java platform has no AES in counter mode", missing);
        }
    }

    @Override
    public void seal(Packet packet) {
        turn(packet);
    }

    @Override
    public boolean open(Packet packet) {
        turn(packet);
        packet.popHeader(IV_BYTES);
        return true;
    }

    /** Encrypts or decrypts, which is the same. */
    private void turn(Packet packet) {
        int at = packet.offset();
        int length = packet.length();
        MemorySegment.copy(packet.segment(), JAVA_BYTE, at, in, 0, length);
        try {
            cipher.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(in, 0, IV_BYTES));
            int turned = cipher.doFinal(in, IV_BYTES, length - IV_BYTES, out, 0);
            MemorySegment.copy(out, 0, packet.segment(), JAVA_BYTE, at + IV_BYTES, turned);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("AES does not take a packet of " + length + " bytes", impossible);
        }
    }

    /** Wipes the key, in the platform's cipher, too: that lets it go when it takes another. */
    @Override
    public void close() {
        if (key.isDestroyed()) {
            return;
        }
        try {
            cipher.init(Cipher.ENCRYPT_MODE, key.blank(), new IvParameterSpec(new byte[IV_BYTES]));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("AES does not take a blank key", impossible);
        } finally {
            key.destroy();
            Arrays.fill(in, (byte) 0);
            Arrays.fill(out, (byte) 0);
        }
    }
}
