// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.policy.encryption;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import org.junit.jupiter.api.Test;

/** A key that is wiped, and neither printed nor written. */
class CipherKeyTest {
    private final byte[] sessionKey = {1, 2, 3, 4};
    private final CipherKey key = CipherKey.of(sessionKey, 3, "AES");

    @Test
    void itIsACopyOfTheFirstBytes() {
        sessionKey[0] = 9;
        assertArrayEquals(new byte[] {1, 2, 3}, key.getEncoded());
        key.getEncoded()[0] = 9;
        assertArrayEquals(new byte[] {1, 2, 3}, key.getEncoded());
    }

    @Test
    void onceDestroyedItIsWiped() {
        assertFalse(key.isDestroyed());
        byte[] kept = key.getEncoded();
        key.destroy();
        key.destroy();
        assertTrue(key.isDestroyed());
        assertArrayEquals(new byte[3], kept, "what a cipher may have kept");
        IllegalStateException refused = assertThrows(IllegalStateException.class, key::getEncoded);
        assertEquals("a key of AES is not used once it is wiped", refused.getMessage());
    }

    @Test
    void aSessionKeyThatIsTooShortIsRefused() {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> CipherKey.of(sessionKey, 5, "AES"));
        assertEquals("a session key of 4 bytes is too short for a key of AES, which takes 5", refused.getMessage());
    }

    @Test
    void aBlankOneIsOfTheSameKindAndNoSecret() {
        key.destroy();
        CipherKey blank = key.blank();
        assertEquals("AES", blank.getAlgorithm());
        assertArrayEquals(new byte[3], blank.getEncoded());
    }

    @Test
    void itIsNotPrintedNorWritten() throws IOException {
        assertEquals("AES key", key.toString());
        try (ObjectOutputStream out = new ObjectOutputStream(new ByteArrayOutputStream())) {
            assertThrows(NotSerializableException.class, () -> out.writeObject(key));
        }
    }
}
