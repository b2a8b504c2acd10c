// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.benchmarks;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** AES-256-GCM with nothing around it: what it costs to seal a message, and to open it. */
final class CipherAlone {
    static final String TRANSFORMATION = "AES/GCM/NoPadding";

    private static final int KEY_BYTES = 32;
    private static final int IV_BYTES = 12;
    private static final int TAG_BYTES = 16;

    /** Messages that are sealed, and then opened, between two looks at the clock. */
    private static final int RUN = 1_000;

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
    CipherAlone(Cipher sealing, Cipher opening, int messageBytes) {
        this.sealing = sealing;
        this.opening = opening;
        this.message = new byte[messageBytes];
        this.sealed = new byte[messageBytes + TAG_BYTES];
        this.room = new byte[messageBytes + TAG_BYTES];
    }

    /** What is done with a message. */
    private interface Step {
        void run() throws GeneralSecurityException;
    }

    /**
     * What it costs.
     *
     * @param sealBytes heap that is allocated to seal a message
     * @param openBytes heap that is allocated to open one
     * @param sealNs time to seal one
     * @param openNs time to open one
     */
    record Cost(double sealBytes, double openBytes, double sealNs, double openNs) {
        /** Reads what {@link #toString} wrote. */
        static Cost parse(String line) {
            double[] numbers = Arrays.stream(line.split(" "))
                    .mapToDouble(Double::parseDouble)
                    .toArray();
            return new Cost(numbers[0], numbers[1], numbers[2], numbers[3]);
        }

        @Override
        public String toString() {
            return sealBytes + " " + openBytes + " " + sealNs + " " + openNs;
        }
    }

    /** Seals and opens messages for a while, and then again for as long, which counts. */
    Cost measure(int millis) throws GeneralSecurityException {
        run(millis);
        return run(millis);
    }

    private Cost run(int millis) throws GeneralSecurityException {
        long limitNs = TimeUnit.MILLISECONDS.toNanos(millis);
        long beginNs = System.nanoTime();
        Spent seal = new Spent();
        Spent open = new Spent();
        while (System.nanoTime() - beginNs < limitNs) {
            seal.add(this::seal);
            open.add(this::open);
        }
        return new Cost(seal.bytesEach(), open.bytesEach(), seal.nsEach(), open.nsEach());
    }

    private void seal() throws GeneralSecurityException {
        turns++;
        vector[0] = (byte) turns; // no two in a row are the same
        sealing.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(TAG_BYTES * Byte.SIZE, vector));
        sealing.doFinal(message, 0, message.length, sealed, 0);
    }

    private void open() throws GeneralSecurityException {
        opening.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(TAG_BYTES * Byte.SIZE, vector));
        opening.doFinal(sealed, 0, sealed.length, room, 0);
    }

    /** Sums of runs. */
    private static final class Spent {
        private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        private long runs;
        private long bytes;
        private long ns;

        void add(Step step) throws GeneralSecurityException {
            long beforeNs = System.nanoTime();
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < RUN; i++) {
                step.run();
            }
            bytes += threads.getCurrentThreadAllocatedBytes() - before;
            ns += System.nanoTime() - beforeNs;
            runs++;
        }

        double bytesEach() {
            return (double) bytes / RUN / runs;
        }

        double nsEach() {
            return (double) ns / RUN / runs;
        }
    }
}
