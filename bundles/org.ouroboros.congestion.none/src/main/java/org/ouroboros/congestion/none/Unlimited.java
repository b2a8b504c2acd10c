// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.congestion.none;

import org.ouroboros.policy.congestion.CongestionPolicy;
import org.ouroboros.policy.congestion.CongestionPolicy.Controller;
import org.ouroboros.policy.congestion.CongestionState;

/**
 * An end of a flow that never waits and never echoes.
 *
 * @param state what the predecessor knew: a successor goes on from it
 */
record Unlimited(CongestionState state) implements Controller {
    @Override
    public long onSend(int bytes, long nowNs) {
        return 0;
    }

    @Override
    public int onReceive(int ecn) {
        return CongestionPolicy.NO_ECHO;
    }

    @Override
    public void onEcho(int ece, long nowNs) {}

    @Override
    public void close() {}
}
