// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.benchmarks;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.function.LongSupplier;

/**
 * What a process did in a window.
 *
 * @param ns length of the window
 * @param sent packets that left
 * @param received packets that came
 * @param allocatedBytes heap that all threads allocated
 */
record Tally(long ns, long sent, long received, long allocatedBytes) {
    private static final double SECOND_NS = 1e9;

    /** Counts for so long. */
    static Tally of(long millis, LongSupplier sent, LongSupplier received) throws InterruptedException {
        Tally begin = now(sent, received);
        Thread.sleep(millis);
        Tally end = now(sent, received);
        return new Tally(
                end.ns - begin.ns,
                end.sent - begin.sent,
                end.received - begin.received,
                end.allocatedBytes - begin.allocatedBytes);
    }

    private static Tally now(LongSupplier sent, LongSupplier received) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        return new Tally(
                System.nanoTime(), sent.getAsLong(), received.getAsLong(), threads.getTotalThreadAllocatedBytes());
    }

    /** Reads what {@link #toString} wrote. */
    static Tally parse(String line) {
        long[] numbers =
                Arrays.stream(line.split(" ")).mapToLong(Long::parseLong).toArray();
        return new Tally(numbers[0], numbers[1], numbers[2], numbers[3]);
    }

    double sentPerSecond() {
        return sent * SECOND_NS / ns;
    }

    double receivedPerSecond() {
        return received * SECOND_NS / ns;
    }

    @Override
    public String toString() {
        return ns + " " + sent + " " + received + " " + allocatedBytes;
    }
}
