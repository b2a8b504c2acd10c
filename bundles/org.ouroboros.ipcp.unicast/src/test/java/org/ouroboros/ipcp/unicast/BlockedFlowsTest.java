// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.unicast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ouroboros.policy.ipcp.LayerFlow;

/** Flows wait while the N-1 flow to their peer takes no packets. */
class BlockedFlowsTest {
    private static final int FLOWS = 1_000;

    private final LeftMember left = new LeftMember();
    private final Member member = left.member();

    @BeforeEach
    void block() {
        for (int i = 0; i < FLOWS; i++) {
            left.leaveEnd("9", Map.of());
        }
        left.leaveLower(Map.of());
        left.below.writable(false);
        member.resume(left.state());
        left.carried.forEach(flow -> assertFalse(flow.writable()));
        assertEquals(FLOWS, member.flows().blocked());
    }

    @AfterEach
    void everyPacketIsBack() {
        member.close();
        assertEquals(0, left.pool.outstanding());
    }

    @Test
    void thoseThatEndMeanwhileDoNotAddUp() {
        int kept = 10;
        left.carried.stream().skip(kept).forEach(LayerFlow::deallocate);
        assertTrue(member.flows().blocked() <= 2 * kept, member.flows().blocked() + " wait");
        left.carried.stream().limit(kept).forEach(LayerFlow::deallocate);
        assertEquals(0, member.flows().blocked());
    }

    @Test
    void thoseThatStayAreToldOnceInTheOrderInWhichTheyCame() {
        for (int i = 0; i < FLOWS; i += 2) {
            left.carried.get(i).deallocate();
        }
        left.below.writable(true);
        left.takers.getFirst().writableAgain();
        List<LayerFlow> stayed = left.carried.stream()
                .filter(flow -> left.carried.indexOf(flow) % 2 == 1)
                .toList();
        assertEquals(stayed, left.writable);
        assertEquals(0, member.flows().blocked());
    }
}
