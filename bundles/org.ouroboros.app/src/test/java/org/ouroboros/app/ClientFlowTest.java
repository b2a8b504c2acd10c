// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.ouroboros.api.FlowAllocator;
import org.ouroboros.api.FlowState;
import org.ouroboros.api.QosSpec;
import org.ouroboros.app.simulation.OneFlowAllocator;
import org.ouroboros.app.simulation.ScriptedFlow;
import org.ouroboros.command.CommandFailed;

class ClientFlowTest {
    private final ScriptedFlow flow = new ScriptedFlow();

    private static void assertFails(String message, @Nullable FlowAllocator allocator, String name, int size) {
        CommandFailed failure =
                assertThrows(CommandFailed.class, () -> ClientFlow.allocate(allocator, name, QosSpec.RAW, size));
        assertEquals(message, failure.toString());
    }

    @Test
    void theFlowIsTheCallers() {
        assertSame(flow, ClientFlow.allocate(new OneFlowAllocator(flow), "srv", QosSpec.RAW, 1_400));
        assertEquals(FlowState.UP, flow.state());
    }

    @Test
    void eachFailureIsOneLine() {
        FlowAllocator allocator = new OneFlowAllocator(flow);
        assertFails("the IRM is not running: start org.ouroboros.irm and org.ouroboros.loop", null, "srv", 1);
        assertFails("Failed to allocate flow: no name 'other' is known.", allocator, "other", 1);
        assertFails("the flow to srv carries at most 1400 bytes in a packet, not 1401", allocator, "srv", 1_401);
        assertEquals(FlowState.DEALLOCATED, flow.state());
    }

    @Test
    void anInterruptEndsTheAllocationAndNothingIsSaidOfItsClass() {
        FlowAllocator allocator = new OneFlowAllocator(flow);
        Thread.currentThread().interrupt();
        CommandFailed failure =
                assertThrows(CommandFailed.class, () -> ClientFlow.allocate(allocator, "srv", QosSpec.RAW, 1));
        assertEquals("Failed to allocate flow: srv was given up by an interrupt.", failure.toString());
        assertNull(failure.getCause(), "a session prints the cause behind the message");
    }
}
