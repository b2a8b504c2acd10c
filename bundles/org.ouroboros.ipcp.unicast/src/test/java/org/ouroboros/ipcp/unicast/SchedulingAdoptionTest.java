// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.unicast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.ouroboros.policy.scheduling.SchedulingPolicy;

/** What becomes of new N-1 flows when the scheduling policy does not work. */
class SchedulingAdoptionTest {
    private final Health health = new Health("test", "first in, first out", () -> "broken");

    @Test
    void anNMinus1FlowForWhichThePolicyDoesNotOpenGoesFirstInFirstOut() {
        SchedulingPolicy broken = () -> {
            throw new IllegalStateException("broken");
        };
        SchedulingAdoption adoption = new SchedulingAdoption(List::of, () -> 0, health);
        assertSame(FirstInFirstOut.ORDER, adoption.opened(broken));
        assertEquals(1, health.violations());
    }
}
