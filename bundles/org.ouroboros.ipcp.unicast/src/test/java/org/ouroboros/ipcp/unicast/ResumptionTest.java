// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.unicast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ouroboros.policy.ipcp.MemberState;
import org.ouroboros.policy.swap.StateRefused;

/** A member goes on where a predecessor was, or refuses what that left before it has taken any of it. */
class ResumptionTest {
    private final LeftMember left = new LeftMember();
    private final UnicastIpcp successor = left.successor();

    @AfterEach
    void everyPacketIsBack() {
        successor.close();
        assertEquals(0, left.pool.outstanding());
    }

    @Test
    void whatIsReadIsTaken() {
        left.leaveEnd("9", Map.of("cube", "1", "limit", "1000"));
        left.leaveLower(Map.of());
        successor.resume(left.state());
        assertEquals(1, left.carried.size());
        assertEquals(List.of(left.below), left.taken);
        assertFalse(left.below.sent().isEmpty());
    }

    @ParameterizedTest
    @CsvSource({
        "nowhere, cube, 0",
        "9, cube, many",
        "9, limit, 0",
        "9, limit, fast",
        "9, echoed, 65536",
        "9, received, -1"
    })
    void anEndThatIsNotReadIsRefused(String peer, String fact, String value) {
        left.leaveEnd("9", Map.of());
        left.leaveEnd(
                peer,
                fact.equals("cube") || fact.equals("limit")
                        ? Map.of(fact, value)
                        : Map.of("limit", "1000", fact, value));
        left.leaveLower(Map.of());
        assertRefused();
    }

    @ParameterizedTest
    @CsvSource({"kind, TRUNK", "address, far away"})
    void aLowerFlowThatIsNotReadIsRefused(String fact, String value) {
        left.leaveEnd("9", Map.of());
        left.leaveLower(Map.of());
        left.leaveLower(Map.of(fact, value));
        assertRefused();
    }

    private void assertRefused() {
        MemberState state = left.state();
        StateRefused refused = assertThrows(StateRefused.class, () -> successor.resume(state));
        assertTrue(refused.toString().contains("it does not read what its predecessor wrote"), refused.toString());
        assertEquals(List.of(), left.carried);
        assertEquals(List.of(), left.taken);
        assertEquals(List.of(), left.below.sent());
        state.release(); // whoever was refused has no packets
    }
}
