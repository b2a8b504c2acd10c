// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.forwarding.alternate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.ouroboros.policy.forwarding.ForwardingPolicy;

class AlternateTest {
    private final AlternatePolicy policy = new AlternatePolicy();

    @Test
    void packetsTakeTheFirstHopThatIsUpAndThePrimaryAgainWhenItIsBack() {
        Hops hops = new Hops(10, 20, 30);
        assertEquals(0, policy.choose(hops, 64));
        assertEquals(1, policy.choose(hops.down(0), 64));
        assertEquals(2, policy.choose(hops.down(1), 64));
        assertEquals(ForwardingPolicy.NONE, policy.choose(hops.down(2), 64));
        assertEquals(0, policy.choose(hops.up(), 64));
        assertEquals(0, policy.choose(hops.down(1), 64));
    }
}
