// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.app.oping;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLongArray;
import org.ouroboros.app.ArrivalWindow;

/**
 * When the latest pings were sent: as many as an {@link ArrivalWindow} remembers. A reply that says something else is corrupted, comes far
 * too late, or was not made from a ping. One thread puts, another one asks.
 */
final class SendTimes {
    private static final long NEVER = Long.MIN_VALUE;

    private final AtomicLongArray times;

    /**
     * Begins with nothing sent.
     *
     * @param count number of pings that will be sent
     */
    SendTimes(int count) {
        long[] never = new long[Math.min(count, ArrivalWindow.SIZE)];
        Arrays.fill(never, NEVER);
        times = new AtomicLongArray(never);
    }

    /** Remembers when a ping is sent, before it is. */
    void put(int id, long timeNs) {
        times.set(slot(id), timeNs);
    }

    /** {@return whether that ping, or another one with its place, was sent then} */
    boolean contain(int id, long timeNs) {
        return times.get(slot(id)) == timeNs;
    }

    private int slot(int id) {
        return id % times.length();
    }
}
