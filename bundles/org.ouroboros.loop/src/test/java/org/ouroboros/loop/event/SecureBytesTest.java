// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.loop.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecureBytesTest {
    private final SecureBytes bytes = new SecureBytes();

    /** Of 64 draws one position is 0 throughout with probability 2^-512. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 15, 4_095, 4_096, 4_097, 10_000})
    void fillsEveryByteOfATargetOfAnySize(int size) {
        byte[] seen = new byte[size];
        for (int draw = 0; draw < 64; draw++) {
            byte[] target = new byte[size];
            bytes.draw(target);
            for (int i = 0; i < size; i++) {
                seen[i] |= target[i];
            }
        }
        for (int i = 0; i < size; i++) {
            assertTrue(seen[i] != 0, "byte " + i);
        }
    }

    @Test
    void givesNoBytesTwiceWhoeverDraws() throws Exception {
        Set<BigInteger> drawn = ConcurrentHashMap.newKeySet();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            threads.add(Thread.ofVirtual().start(() -> {
                byte[] target = new byte[16];
                for (int draw = 0; draw < 2_000; draw++) {
                    bytes.draw(target);
                    drawn.add(new BigInteger(target));
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(8_000, drawn.size());
    }
}
