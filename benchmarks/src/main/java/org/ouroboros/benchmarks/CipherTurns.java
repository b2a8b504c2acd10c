// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.benchmarks;

import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** AES-256-GCM by ciphers as the Java platform has them, on arrays. */
final class CipherTurns implements CipherAlone.Turns {
    static final String TRANSFORMATION = "AES/GCM/NoPadding";

    private static final int KEY_BYTES = 32;
    private static final int IV_BYTES = 12;
    private static final int TAG_BYTES = 16;

    private final SecretKey key = new SecretKeySpec(new byte[KEY_BYTES], "AES");
    private final byte[] message;
    private final byte[] sealed;
    private final byte[] room;
    private final Cipher sealing;
    private final Cipher opening;
    private final byte[] vector = new byte[IV_BYTES];
    private int turns;

    /**
     * Prepares it.
     *
     * @param sealing seals
     * @param opening opens
     * @param messageBytes length of a message
     */
    CipherTurns(Cipher sealing, Cipher opening, int messageBytes) {
        this.sealing = sealing;
        this.opening = opening;
        this.message = new byte[messageBytes];
        this.sealed = new byte[messageBytes + TAG_BYTES];
        this.room = new byte[messageBytes + TAG_BYTES];
    }

    @Override
    public void seal() throws GeneralSecurityException {
        turns++;
        vector[0] = (byte) turns; // no two in a row are the same
        sealing.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(TAG_BYTES * Byte.SIZE, vector));
        sealing.doFinal(message, 0, message.length, sealed, 0);
    }

    @Override
    public void open() throws GeneralSecurityException {
        opening.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(TAG_BYTES * Byte.SIZE, vector));
        opening.doFinal(sealed, 0, sealed.length, room, 0);
    }
}
