// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ouroboros.api.irm.IrmException;
import org.ouroboros.api.irm.NameSpec;
import org.ouroboros.irm.SimulatedSystem.Running;

/** Which process of a name gets a flow, and what happens when the policy that says so changes. */
class BalancingTest {
    private final SimulatedSystem system = new SimulatedSystem(3);
    private final CountingPolicy first = new CountingPolicy(false);
    private final CountingPolicy newest = new CountingPolicy(true);
    private final Running one = system.run("server");
    private final Running two = system.run("server");

    @BeforeEach
    void bindName() {
        system.irm.createName(NameSpec.of("name", "first"));
        system.bind("server", "name");
        system.settle();
    }

    @Test
    void withoutThePolicyProcessesTakeTurns() {
        allocate(4);
        assertEquals(List.of(2, 2), flows());
        assertEquals("first", system.irm.slots().getFirst().wanted());
    }

    @Test
    void policyIsUsedAsSoonAsItIsThere() {
        allocate(1);
        offerFirst("1.0.0");
        allocate(3);
        assertEquals(List.of(4, 0), flows());
        assertEquals(3, first.choices);
    }

    @Test
    void anotherPolicyIsChosenForANameWhileFlowsAreAllocated() {
        offerFirst("1.0.0");
        system.offer(newest, "newest", "1.0.0");
        system.settle();
        allocate(1);
        system.loop.await(system.irm.balance("name", "newest"));
        allocate(2);
        assertEquals(List.of(1, 2), flows());
        assertEquals(first.opened, first.closed);
    }

    @Test
    void policyThatLeavesIsLetGoAndProcessesTakeTurnsFromWhereItWas() {
        offerFirst("1.0.0");
        allocate(1);
        system.loop.await(system.balancing.withdraw(first));
        assertEquals(first.opened, first.closed);
        allocate(1);
        assertEquals(List.of(1, 1), flows());
    }

    @Test
    void policyThatFailsDoesNotCostAFlow() {
        offerFirst("1.0.0");
        first.faulty = true;
        allocate(2);
        assertEquals(List.of(1, 1), flows());
    }

    @Test
    void policyThatIsNotInstalledIsRefusedAndTheOneInUseStays() {
        offerFirst("1.0.0");
        IrmException failure =
                assertThrows(IrmException.class, () -> system.loop.await(system.irm.balance("name", "unheard-of")));
        assertTrue(failure.toString().contains("unheard-of"), failure.toString());
        assertTrue(failure.toString().contains("first"), failure.toString());
        allocate(2);
        assertEquals(List.of(2, 0), flows());
    }

    private void offerFirst(String version) {
        system.offer(first, "first", version);
        system.settle();
    }

    private void allocate(int count) {
        for (int i = 0; i < count; i++) {
            system.allocate("name");
        }
    }

    private List<Integer> flows() {
        return List.of(one.process().flows(), two.process().flows());
    }
}
