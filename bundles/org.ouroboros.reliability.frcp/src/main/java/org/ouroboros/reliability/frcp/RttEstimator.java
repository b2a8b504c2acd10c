// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.reliability.frcp;

import java.util.concurrent.TimeUnit;
import org.ouroboros.policy.reliability.ReliabilityState.RoundTrip;

/** Estimates the round trip, and from it how long to wait for an acknowledgement (end-to-end specification, section 2.8). */
final class RttEstimator {
    private static final long INITIAL_RTO_NS = TimeUnit.SECONDS.toNanos(1);
    private static final long INITIAL_MDEV_NS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long SHORTEST_RTO_NS = TimeUnit.MICROSECONDS.toNanos(250);
    private static final long SHORTEST_SRTT_NS = 1_000;
    private static final long SHORTEST_MDEV_NS = 100;
    private static final int MDEV_SHIFT = 2;

    private long srttNs;
    private long mdevNs = INITIAL_MDEV_NS;
    private long rtoNs = INITIAL_RTO_NS;
    private long shortestNs = Long.MAX_VALUE;

    /** Takes a measured round trip in. */
    void sample(long roundTripNs) {
        shortestNs = Math.min(shortestNs, roundTripNs);
        if (srttNs == 0) {
            srttNs = roundTripNs;
            mdevNs = roundTripNs / 2;
        } else {
            long difference = roundTripNs - srttNs;
            srttNs += difference >> 3;
            long spread = (Math.abs(difference) - mdevNs) >> 2;
            mdevNs += spread < 0 ? spread >> 3 : spread;
        }
        srttNs = Math.max(SHORTEST_SRTT_NS, srttNs);
        mdevNs = Math.max(SHORTEST_MDEV_NS, mdevNs);
        rtoNs = Math.max(SHORTEST_RTO_NS, srttNs + (mdevNs << MDEV_SHIFT));
    }

    /** {@return what was measured} */
    RoundTrip state() {
        return new RoundTrip(srttNs, mdevNs, rtoNs, shortestNs);
    }

    /** Goes on from what another one measured. */
    void resume(RoundTrip measured) {
        srttNs = measured.smoothedNs();
        mdevNs = measured.deviationNs();
        rtoNs = measured.timeoutNs();
        shortestNs = measured.shortestNs();
    }

    /** {@return the smoothed round trip; 0 before the first sample} */
    long srttNs() {
        return srttNs;
    }

    long mdevNs() {
        return mdevNs;
    }

    /** {@return how long a packet may be unacknowledged before it is sent again} */
    long rtoNs() {
        return rtoNs;
    }

    /** {@return the shortest round trip that was measured; the initial time-out before the first sample} */
    long shortestNs() {
        return Math.min(shortestNs, INITIAL_RTO_NS);
    }
}
