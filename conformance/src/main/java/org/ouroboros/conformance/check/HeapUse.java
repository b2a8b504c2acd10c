// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.conformance.check;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** What a policy takes of the heap where packets pass: nothing. */
public final class HeapUse {
    private static final int CALLS = 20_000;
    private static final int ATTEMPTS = 5;

    private HeapUse() {}

    /** Something that is done for each packet. */
    @FunctionalInterface
    public interface Call {
        /**
         * Does it.
         *
         * @param number number of the packet, from 0
         */
        void of(int number);
    }

    /**
     * Requires that nothing is allocated for each packet. What is made once, and what the platform makes until it has compiled the code, is left
     * out: the least of some attempts counts.
     *
     * @param method what is called, for people
     * @param call the call
     */
    public static void none(String method, Call call) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int attempt = 0; attempt < ATTEMPTS && least >= CALLS; attempt++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int number = 0; number < CALLS; number++) {
                call.of(number);
            }
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        Broken.unless(
                least < CALLS,
                method + " allocates " + least / CALLS + " bytes for each packet; it must allocate none");
    }
}
