// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.it.network;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * When a writer's next message is due, where nothing else holds it back. An IPCP of the prototype that is flooded takes nothing from its socket
 * any more. Confined to the writer.
 */
final class Pace {
    /** So many messages are written in a second at most. */
    static final int PER_SECOND = 5_000;

    private static final long GAP_NS = TimeUnit.SECONDS.toNanos(1) / PER_SECOND;

    private long dueNs = System.nanoTime();

    /** Returns when the next message is due; time that was lost is not made up for. */
    void await() {
        long leftNs = dueNs - System.nanoTime();
        while (leftNs > 0) {
            LockSupport.parkNanos(leftNs);
            leftNs = dueNs - System.nanoTime();
        }
        dueNs += GAP_NS - leftNs;
    }
}
