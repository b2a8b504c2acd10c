// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.app.oping;

/** The replies of a run, added up. Confined to one thread. */
final class OpingStatistics {
    private int received;
    private int outOfOrder;
    private int nextId;
    private double minMs = Double.POSITIVE_INFINITY;
    private double maxMs;
    private double meanMs;
    /** Sum of the squared distances from the mean, by Welford's method. */
    private double squares;

    /**
     * Adds a reply.
     *
     * @param id number of the ping
     * @param rttMs its round-trip time
     * @return whether the reply to a later ping came before
     */
    boolean add(int id, double rttMs) {
        received++;
        minMs = Math.min(minMs, rttMs);
        maxMs = Math.max(maxMs, rttMs);
        double distance = rttMs - meanMs;
        meanMs += distance / received;
        squares += distance * (rttMs - meanMs);
        if (id < nextId) {
            outOfOrder++;
            return true;
        }
        nextId = id + 1;
        return false;
    }

    int received() {
        return received;
    }

    int outOfOrder() {
        return outOfOrder;
    }

    /** {@return the smallest round-trip time, in milliseconds} Without a reply it is meaningless, as the others are. */
    double minMs() {
        return minMs;
    }

    double meanMs() {
        return meanMs;
    }

    double maxMs() {
        return maxMs;
    }

    /** {@return the sample deviation of the round-trip times, in milliseconds; not a number with less than two} */
    double deviationMs() {
        return Math.sqrt(squares / (received - 1));
    }

    /** {@return how much of what was sent was not answered, in percent, rounded up} */
    long lossPercent(int sent) {
        return sent == 0 ? 0 : Math.ceilDiv(100L * (sent - received), sent);
    }
}
