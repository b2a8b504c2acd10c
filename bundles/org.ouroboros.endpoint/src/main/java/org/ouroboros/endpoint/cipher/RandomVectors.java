// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint.cipher;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import org.jspecify.annotations.Nullable;
import org.ouroboros.loop.IpcpLoop;
import org.ouroboros.policy.encryption.CipherKey;

/**
 * Random initialisation vectors, many at a time: the key stream of AES-256 in counter mode, under a key that is drawn once. What the loop
 * draws from the system costs a packet a tenth of its encryption. Confined to the loop.
 *
 * <p>The key is wiped as soon as the platform's cipher has it, which keeps what it derived until it is collected.
 */
final class RandomVectors implements AutoCloseable {
    private static final int DRAWN_AT_ONCE = 64;
    private static final int KEY_BYTES = 32;
    private static final int BLOCK_BYTES = 16;

    private final IpcpLoop loop;
    private final int vectorBytes;
    private final byte[] zeros;
    private final byte[] drawn;
    private int used;
    private @Nullable Cipher stream; // once it is asked for
    private boolean closed;

    /** Draws nothing yet. */
    RandomVectors(IpcpLoop loop, int vectorBytes) {
        this.loop = loop;
        this.vectorBytes = vectorBytes;
        this.zeros = new byte[DRAWN_AT_ONCE * vectorBytes];
        this.drawn = new byte[zeros.length];
        this.used = drawn.length;
    }

    /** Draws the next vector. */
    void draw() {
        used += vectorBytes;
        if (used >= drawn.length) {
            fill();
        }
    }

    /** {@return what holds the vector that was drawn last} It may be changed there. */
    byte[] bytes() {
        return drawn;
    }

    /** {@return where that vector begins} */
    int at() {
        return used;
    }

    /** Wipes what was drawn, and lets the cipher go. Idempotent; nothing can be drawn afterwards. */
    @Override
    public void close() {
        closed = true;
        stream = null;
        Arrays.fill(drawn, (byte) 0);
        used = drawn.length;
    }

    private void fill() {
        if (closed) {
            throw new IllegalStateException("no vectors are drawn once they are closed");
        }
        try {
            Cipher open = stream;
            if (open == null) {
                open = open();
                stream = open;
            }
            open.update(zeros, 0, zeros.length, drawn, 0);
            used = 0;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java platform has AES in counter mode", impossible);
        }
    }

    private Cipher open() throws GeneralSecurityException {
        byte[] random = new byte[KEY_BYTES];
        loop.secureRandom(random);
        CipherKey key = CipherKey.of(random, KEY_BYTES, "AES");
        Arrays.fill(random, (byte) 0);
        try {
            Cipher opened = Cipher.getInstance("AES/CTR/NoPadding");
            opened.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(new byte[BLOCK_BYTES]));
            return opened;
        } finally {
            key.destroy();
        }
    }
}
