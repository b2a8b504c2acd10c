// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.forwarding.simple;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.ouroboros.policy.forwarding.ForwardingPolicy;

class SimpleTest {
    private final SimplePolicy policy = new SimplePolicy();

    @Test
    void packetsTakeThePreferredHopOrNone() {
        Hops hops = new Hops(10, 20);
        assertEquals(0, policy.choose(hops, 64));
        assertEquals(0, policy.choose(hops.down(1), 64));
        assertEquals(ForwardingPolicy.NONE, policy.choose(hops.up().down(0), 64));
        assertEquals(0, policy.choose(hops.up(), 64));
    }
}
