// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.unicast;

import org.ouroboros.policy.congestion.CongestionPolicy;
import org.ouroboros.policy.congestion.CongestionState;

/** What holds while there is no congestion policy: nothing is marked, and every flow keeps the pace that it had. */
enum Congestion implements CongestionPolicy {
    /** The only one. */
    FROZEN;

    @Override
    public Base base() {
        return Base.NONE;
    }

    @Override
    public int mark(int ecn, int queued) {
        return ecn;
    }

    @Override
    public Controller open(CongestionState start, long nowNs) {
        return new FrozenRate(start, nowNs);
    }

    /** Lets a flow send at the rate that it had. */
    private static final class FrozenRate implements Controller {
        private static final long SECOND_NS = 1_000_000_000;

        private final CongestionState state;
        private long freeNs; // when what was sent is through, at the rate

        FrozenRate(CongestionState state, long nowNs) {
            this.state = state;
            this.freeNs = nowNs;
        }

        @Override
        public long onSend(int bytes, long nowNs) {
            if (freeNs - nowNs < 0) {
                freeNs = nowNs;
            }
            freeNs += bytes * SECOND_NS / state.limitBytesPerSecond();
            return Math.max(0, freeNs - nowNs);
        }

        @Override
        public int onReceive(int ecn) {
            return NO_ECHO;
        }

        @Override
        public void onEcho(int ece, long nowNs) {}

        @Override
        public CongestionState state() {
            return state;
        }

        @Override
        public void close() {}
    }
}
