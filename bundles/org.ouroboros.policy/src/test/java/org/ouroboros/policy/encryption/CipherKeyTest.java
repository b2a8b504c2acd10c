// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.policy.encryption;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

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
        byte[] bytes = key.bytes();
        key.destroy();
        assertArrayEquals(new byte[3], bytes);
        assertArrayEquals(new byte[3], key.getEncoded());
    }

    @Test
    void itIsNotPrintedNorWritten() throws IOException {
        assertEquals("AES key", key.toString());
        try (ObjectOutputStream out = new ObjectOutputStream(new ByteArrayOutputStream())) {
            assertThrows(NotSerializableException.class, () -> out.writeObject(key));
        }
    }
}
