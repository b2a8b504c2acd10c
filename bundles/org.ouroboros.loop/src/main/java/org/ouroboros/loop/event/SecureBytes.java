// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.loop.event;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;

/** Unpredictable bytes, drawn in blocks since small draws are dear. Any thread. */
final class SecureBytes {
    private static final int BLOCK_BYTES = 4_096;

    private final SecureRandom source = new SecureRandom();
    private final ReentrantLock lock = new ReentrantLock();
    private final byte[] block = new byte[BLOCK_BYTES];
    private int used = BLOCK_BYTES;

    /** Fills the target with bytes that nobody else gets. */
    void draw(byte[] target) {
        if (target.length > BLOCK_BYTES) {
            source.nextBytes(target);
            return;
        }
        lock.lock();
        try {
            if (BLOCK_BYTES - used < target.length) {
                source.nextBytes(block);
                used = 0;
            }
            System.arraycopy(block, used, target, 0, target.length);
            // what was handed out cannot be read from memory later
            Arrays.fill(block, used, used + target.length, (byte) 0);
            used += target.length;
        } finally {
            lock.unlock();
        }
    }

    /** {@return an unpredictable number} */
    long drawLong() {
        return source.nextLong();
    }
}
