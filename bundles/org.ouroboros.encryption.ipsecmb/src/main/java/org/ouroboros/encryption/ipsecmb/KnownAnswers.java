// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.encryption.ipsecmb;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Whether the library does what the Java platform does. It is asked before any packet is: how much memory the library uses, and which functions it
 * has, is not a part of what links it.
 */
final class KnownAnswers {
    private static final int MESSAGE_BYTES = 1_401; // longer than what it turns at a time, and no multiple of a block

    private KnownAnswers() {}

    /**
     * Seals and opens a message with a key of each size, none of them a secret.
     *
     * @throws IllegalStateException if an answer is not that of the platform
     */
    static void check() {
        for (KeySize size : KeySize.values()) {
            byte[] key = counting(size.bytes(), 1);
            byte[] packet = counting(Gcm.IV_BYTES + MESSAGE_BYTES + Gcm.TAG_BYTES, size.bytes());
            byte[] sealed = sealedByThePlatform(key, packet);
            try (Arena arena = Arena.ofConfined();
                    Gcm gcm = new Gcm(size, key)) {
                MemorySegment memory = arena.allocate(packet.length);
                memory.copyFrom(MemorySegment.ofArray(packet));
                gcm.seal(memory, 0, MESSAGE_BYTES);
                require(memory, sealed, size);
                boolean genuine = gcm.open(memory, 0, MESSAGE_BYTES);
                System.arraycopy(packet, 0, sealed, 0, Gcm.IV_BYTES + MESSAGE_BYTES);
                require(memory, sealed, size);
                if (!genuine) {
                    throw wrong(size);
                }
            }
        }
    }

    private static byte[] sealedByThePlatform(byte[] key, byte[] packet) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(
                    Cipher.ENCRYPT_MODE,
                    new SecretKeySpec(key, "AES"),
                    new GCMParameterSpec(Gcm.TAG_BYTES * Byte.SIZE, packet, 0, Gcm.IV_BYTES));
            byte[] sealed = Arrays.copyOf(packet, packet.length);
            cipher.doFinal(packet, Gcm.IV_BYTES, MESSAGE_BYTES, sealed, Gcm.IV_BYTES);
            return sealed;
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("this Java platform has no AES-GCM", missing);
        }
    }

    private static void require(MemorySegment memory, byte[] expected, KeySize size) {
        if (!Arrays.equals(memory.toArray(JAVA_BYTE), expected)) {
            throw wrong(size);
        }
    }

    private static IllegalStateException wrong(KeySize size) {
        return new IllegalStateException("AES-GCM with keys of " + size.bits() + " bits by the functions for "
                + GcmCalls.instructions() + " is not that of the Java platform");
    }

    private static byte[] counting(int length, int from) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (from + i);
        }
        return bytes;
    }
}
