// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.virtual;

/** When packets that are sent one after the other have left, at a rate. Exact: what a nanosecond cannot show is carried on. */
final class Pace {
    private static final long BIT_NANOSECONDS_PER_BYTE = 8_000_000_000L;

    private final long bitsPerSecond;

    /** When the packet before will have left. */
    private long idleNs;

    private long remainder;

    /**
     * Makes a pace at which nothing is being sent.
     *
     * @param bitsPerSecond rate; 0 for no limit
     * @param nowNs the loop's clock
     */
    Pace(long bitsPerSecond, long nowNs) {
        this.bitsPerSecond = bitsPerSecond;
        this.idleNs = nowNs;
    }

    /**
     * Sends a packet.
     *
     * @param bytes its length
     * @param nowNs the loop's clock
     * @return when it will have left
     */
    long leavesNs(int bytes, long nowNs) {
        if (bitsPerSecond == 0) {
            return nowNs;
        }
        if (idleNs - nowNs < 0) {
            idleNs = nowNs;
            remainder = 0;
        }
        long work = bytes * BIT_NANOSECONDS_PER_BYTE + remainder;
        idleNs += work / bitsPerSecond;
        remainder = work % bitsPerSecond;
        return idleNs;
    }
}
