// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.benchmarks;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** A cipher with nothing around it: what it costs to seal a message, and to open it. */
final class CipherAlone {
    /** Messages that are sealed, and then opened, between two looks at the clock. */
    static final int RUN = 100;

    private final Turns turns;

    /**
     * Prepares it.
     *
     * @param turns is measured
     */
    CipherAlone(Turns turns) {
        this.turns = turns;
    }

    /** Seals messages, {@link #RUN} in a row, and then opens as many. */
    interface Turns {
        /** Seals the next message. */
        void seal() throws Exception;

        /** Opens the next message that was sealed. */
        void open() throws Exception;
    }

    /** What is done with a message. */
    private interface Step {
        void run() throws Exception;
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
    Cost measure(int millis) throws Exception {
        run(millis);
        return run(millis);
    }

    private Cost run(int millis) throws Exception {
        long limitNs = TimeUnit.MILLISECONDS.toNanos(millis);
        long beginNs = System.nanoTime();
        Spent seal = new Spent();
        Spent open = new Spent();
        while (System.nanoTime() - beginNs < limitNs) {
            seal.add(turns::seal);
            open.add(turns::open);
        }
        return new Cost(seal.bytesEach(), open.bytesEach(), seal.nsEach(), open.nsEach());
    }

    /** Sums of runs. */
    private static final class Spent {
        private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        private long runs;
        private long bytes;
        private long ns;

        void add(Step step) throws Exception {
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
