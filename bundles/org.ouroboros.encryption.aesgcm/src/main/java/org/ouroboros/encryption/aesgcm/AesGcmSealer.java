// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.encryption.aesgcm;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.function.Supplier;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import org.jspecify.annotations.Nullable;
import org.ouroboros.packet.Packet;
import org.ouroboros.packet.PacketPool;
import org.ouroboros.policy.encryption.CipherKey;
import org.ouroboros.policy.encryption.CipherProvider;
import org.ouroboros.policy.encryption.EncryptionPolicy.Sealer;

/**
 * AES-GCM with one key. Packets are turned in arrays that are kept: the platform's cipher is faster on those than on native memory, by
 * more than the copies cost, and so is that of a provider.
 */
final class AesGcmSealer implements Sealer {
    static final int IV_BYTES = 12;
    static final int TAG_BYTES = 16;

    private final CipherKey sealingKey; // one for either cipher, which may keep the copy that it is handed
    private final CipherKey openingKey;
    private final GcmCiphers ciphers;
    private final byte[] in = new byte[PacketPool.SLOT_BYTES];
    private final byte[] out = new byte[PacketPool.SLOT_BYTES];

    AesGcmSealer(byte[] sessionKey, int keyBytes, Supplier<@Nullable CipherProvider> provider, FailedProvider failed) {
        this.sealingKey = CipherKey.of(sessionKey, keyBytes, "AES");
        this.openingKey = CipherKey.of(sessionKey, keyBytes, "AES");
        this.ciphers = new GcmCiphers(provider, failed);
    }

    @Override
    public void seal(Packet packet) {
        int at = packet.offset();
        int length = packet.length();
        MemorySegment.copy(packet.segment(), JAVA_BYTE, at, in, 0, length);
        Cipher sealing = ciphers.sealing();
        try {
            sealing.init(Cipher.ENCRYPT_MODE, sealingKey, new GCMParameterSpec(TAG_BYTES * Byte.SIZE, in, 0, IV_BYTES));
            int sealed = sealing.doFinal(in, IV_BYTES, length - IV_BYTES, out, 0);
            packet.append(TAG_BYTES);
            MemorySegment.copy(out, 0, packet.segment(), JAVA_BYTE, at + IV_BYTES, sealed);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("AES-GCM does not seal a packet of " + length + " bytes", impossible);
        }
    }

    @Override
    public boolean open(Packet packet) {
        int at = packet.offset();
        int length = packet.length();
        MemorySegment.copy(packet.segment(), JAVA_BYTE, at, in, 0, length);
        Cipher opening = ciphers.opening();
        try {
            opening.init(Cipher.DECRYPT_MODE, openingKey, new GCMParameterSpec(TAG_BYTES * Byte.SIZE, in, 0, IV_BYTES));
            int opened = opening.doFinal(in, IV_BYTES, length - IV_BYTES, out, 0);
            MemorySegment.copy(out, 0, packet.segment(), JAVA_BYTE, at + IV_BYTES, opened);
        } catch (AEADBadTagException forged) {
            return false;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("AES-GCM does not open a packet of " + length + " bytes", impossible);
        }
        packet.popHeader(IV_BYTES);
        packet.trim(TAG_BYTES);
        return true;
    }

    /**
     * Wipes the key, in the ciphers, too. What a provider's cipher derived from it in native memory, and what one that was exchanged under way
     * took of it, goes when that is collected.
     */
    @Override
    public void close() {
        if (sealingKey.isDestroyed()) {
            return;
        }
        try {
            ciphers.close(sealingKey.blank());
        } finally {
            sealingKey.destroy();
            openingKey.destroy();
            Arrays.fill(in, (byte) 0);
            Arrays.fill(out, (byte) 0);
        }
    }
}
