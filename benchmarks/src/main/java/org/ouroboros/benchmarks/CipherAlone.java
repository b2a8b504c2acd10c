// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.benchmarks;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.security.GeneralSecurityException;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** AES-256-GCM of the Java platform with nothing around it: what it costs a message to be sealed and opened. */
final class CipherAlone {
    private static final int KEY_BYTES = 32;
    private static final int IV_BYTES = 12;
    private static final int TAG_BYTES = 16;

    private final SecretKey key = new SecretKeySpec(new byte[KEY_BYTES], "AES");
    private final Random random = new Random(0); // a vector must not come twice in a row
    private final byte[] vector = new byte[IV_BYTES];
    private final byte[] message;
    private final byte[] sealed;
    private final Cipher sealing = Cipher.getInstance("AES/GCM/NoPadding");
    private final Cipher opening = Cipher.getInstance("AES/GCM/NoPadding");

    private CipherAlone(int messageBytes) throws GeneralSecurityException {
        this.message = new byte[messageBytes];
        this.sealed = new byte[messageBytes + TAG_BYTES];
    }

    /**
     * What a message costs at both ends together.
     *
     * @param allocatedBytes heap that the platform allocates for it
     * @param ns time that it takes
     */
    record Cost(double allocatedBytes, double ns) {}

    /** Seals and opens messages for a while, and then again for so long, which counts. */
    static Cost measure(int messageBytes, int warmUpMs, int windowMs) throws GeneralSecurityException {
        CipherAlone alone = new CipherAlone(messageBytes);
        alone.run(warmUpMs);
        return alone.run(windowMs);
    }

    private Cost run(int millis) throws GeneralSecurityException {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long limitNs = TimeUnit.MILLISECONDS.toNanos(millis);
        long beginNs = System.nanoTime();
        long before = threads.getCurrentThreadAllocatedBytes();
        long messages = 0;
        long ns = 0;
        while (ns < limitNs) {
            turn();
            messages++;
            ns = System.nanoTime() - beginNs;
        }
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        return new Cost((double) allocated / messages, (double) ns / messages);
    }

    private void turn() throws GeneralSecurityException {
        random.nextBytes(vector);
        sealing.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(TAG_BYTES * Byte.SIZE, vector));
        int length = sealing.doFinal(message, 0, message.length, sealed, 0);
        opening.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(TAG_BYTES * Byte.SIZE, vector));
        if (opening.doFinal(sealed, 0, length, message, 0) != message.length) {
            throw new GeneralSecurityException("what was opened is not what was sealed");
        }
    }
}
