// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.app.oping;

import org.ouroboros.app.ArrivalWindow;
import org.ouroboros.app.ArrivalWindow.Arrival;

/** The replies of a run, added up. Confined to one thread. */
final class OpingStatistics {
    private final ArrivalWindow window = new ArrivalWindow();
    private int received;
    private int outOfOrder;
    private int duplicates;
    private double minMs = Double.POSITIVE_INFINITY;
    private double maxMs;
    private double meanMs;
    /** Sum of the squared distances from the mean, by Welford's method. */
    private double squares;

    /**
     * Adds a reply; of a duplicate, only that it came.
     *
     * @param id number of the ping
     * @param rttMs its round-trip time
     * @return how it came
     */
    Arrival add(int id, double rttMs) {
        Arrival arrival = window.add(id);
        switch (arrival) {
            case IN_ORDER -> add(rttMs);
            case OUT_OF_ORDER -> {
                outOfOrder++;
                add(rttMs);
            }
            case DUPLICATE -> duplicates++;
        }
        return arrival;
    }

    private void add(double rttMs) {
        received++;
        minMs = Math.min(minMs, rttMs);
        maxMs = Math.max(maxMs, rttMs);
        double distance = rttMs - meanMs;
        meanMs += distance / received;
        squares += distance * (rttMs - meanMs);
    }

    int received() {
        return received;
    }

    int outOfOrder() {
        return outOfOrder;
    }

    int duplicates() {
        return duplicates;
    }

    /** {@return the smallest round-trip time, in milliseconds; not a number without one, as those that follow} */
    double minMs() {
        return received == 0 ? Double.NaN : minMs;
    }

    double meanMs() {
        return received == 0 ? Double.NaN : meanMs;
    }

    double maxMs() {
        return received == 0 ? Double.NaN : maxMs;
    }

    /** {@return the sample deviation of the round-trip times, in milliseconds; not a number with less than two} */
    double deviationMs() {
        return received < 2 ? Double.NaN : Math.sqrt(squares / (received - 1));
    }

    /** {@return how much of what was sent was not answered, in percent, rounded up} */
    long lossPercent(int sent) {
        return sent == 0 ? 0 : Math.ceilDiv(100L * (sent - received), sent);
    }
}
