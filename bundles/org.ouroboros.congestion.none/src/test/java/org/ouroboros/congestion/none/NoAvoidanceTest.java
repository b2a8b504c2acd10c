// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.congestion.none;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.ouroboros.policy.congestion.CongestionPolicy;
import org.ouroboros.policy.congestion.CongestionPolicy.Controller;
import org.ouroboros.policy.congestion.CongestionState;

class NoAvoidanceTest {
    private final NoAvoidancePolicy policy = new NoAvoidancePolicy();

    @Test
    void packetsKeepTheirMark() {
        assertEquals(0, policy.mark(0, 1_024));
        assertEquals(17, policy.mark(17, 1_024));
    }

    @Test
    void nothingWaitsAndNothingIsEchoedWhateverThePeerSees() {
        Controller controller = policy.open(CongestionState.SLOW_START, 0);
        controller.onEcho(0xFFFF, 0);
        assertEquals(0, controller.onSend(Integer.MAX_VALUE, 1));
        assertEquals(CongestionPolicy.NO_ECHO, controller.onReceive(255));
        controller.close();
    }

    @Test
    void aSuccessorGoesOnFromWhatThePredecessorKnew() {
        CongestionState known = new CongestionState(1_000, 12, false, 34);
        Controller controller = policy.open(known, 0);
        controller.onEcho(5, 1);
        controller.onSend(1_000_000, 2);
        assertEquals(known, controller.state());
    }

    @Test
    void membersOfOtherImplementationsAvoidNothingEither() {
        assertEquals(CongestionPolicy.Base.NONE, policy.base());
    }
}
