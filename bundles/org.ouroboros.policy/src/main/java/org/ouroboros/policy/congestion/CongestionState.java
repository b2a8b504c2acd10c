// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.policy.congestion;

import org.ouroboros.policy.swap.State;

/**
 * Policy-neutral congestion state of one end of a flow, carried from a policy to its successor.
 *
 * @param limitBytesPerSecond rate that the end is held to
 * @param echoed last level that the peer echoed, 0..65535
 * @param slowStart whether the end has not yet seen congestion
 * @param received level that this end saw of the peer's packets, 0..65535
 */
public record CongestionState(long limitBytesPerSecond, int echoed, boolean slowStart, int received) implements State {
    /** Version of this record. */
    public static final int VERSION = 1;

    /** An end that has sent nothing yet: 3,906,250 bytes/s, which is 64 KiB in a slot of 2^24 ns; no congestion seen. */
    public static final CongestionState SLOW_START = new CongestionState(3_906_250, 0, true, 0);

    /** Checks the ranges. */
    public CongestionState {
        if (limitBytesPerSecond <= 0) {
            throw new IllegalArgumentException("limit of " + limitBytesPerSecond + " bytes/s");
        }
        checkLevel("echoed", echoed);
        checkLevel("received", received);
    }

    @Override
    public int version() {
        return VERSION;
    }

    @Override
    public String summary() {
        return limitBytesPerSecond + " bytes/s" + (slowStart ? ", slow start" : "") + ", echoed " + echoed
                + ", received " + received;
    }

    private static void checkLevel(String field, int level) {
        if (level < 0 || level > 0xFFFF) {
            throw new IllegalArgumentException(field + " level " + level + " is outside 0..65535");
        }
    }
}
