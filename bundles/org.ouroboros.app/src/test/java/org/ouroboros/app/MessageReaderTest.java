// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.ouroboros.api.FlowDown;
import org.ouroboros.api.FlowOptions;
import org.ouroboros.app.simulation.ScriptedFlow;

class MessageReaderTest {
    private static final long SECOND_NS = 1_000_000_000;

    private final ScriptedFlow flow = new ScriptedFlow();
    private final MessageReader reader = new MessageReader(flow, FlowOptions.DEFAULT, 8, flow);

    @Test
    void itWaitsForTheNextMessageUntilTheDeadline() throws Exception {
        flow.arrive(Duration.ofSeconds(1), ByteBuffer.allocate(3))
                .arrive(Duration.ofSeconds(9), ByteBuffer.allocate(4));
        assertTrue(reader.readUntil(2 * SECOND_NS));
        assertEquals(ByteBuffer.allocate(3), reader.message());
        assertEquals(Duration.ofSeconds(1), flow.now());
        assertFalse(reader.readUntil(2 * SECOND_NS));
        assertEquals(Duration.ofSeconds(2), flow.now());
        assertFalse(reader.readUntil(SECOND_NS));
        assertEquals(Duration.ofSeconds(2), flow.now());
    }

    @Test
    void messagesThatAreTooLargeAreSkippedWithoutMoreTime() throws Exception {
        flow.arrive(Duration.ZERO, ByteBuffer.allocate(9)).arrive(Duration.ofSeconds(1), ByteBuffer.allocate(9));
        assertFalse(reader.readUntil(3 * SECOND_NS));
        assertEquals(Duration.ofSeconds(3), flow.now());
        flow.arrive(Duration.ZERO, ByteBuffer.allocate(9)).arrive(Duration.ZERO, ByteBuffer.allocate(8));
        assertTrue(reader.spinUntil(4 * SECOND_NS));
        assertEquals(8, reader.message().limit());
    }

    @Test
    void spinningEndsAtTheDeadlineAndByAnInterrupt() throws Exception {
        assertFalse(reader.spinUntil(0));
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, () -> reader.spinUntil(SECOND_NS));
    }

    @Test
    void whatArrivedIsReadBeforeTheFlowIsDown() throws Exception {
        flow.arrive(Duration.ZERO, ByteBuffer.allocate(1)).thenReleased();
        assertTrue(reader.readUntil(SECOND_NS));
        assertThrows(FlowDown.class, () -> reader.readUntil(SECOND_NS));
        assertThrows(FlowDown.class, () -> reader.spinUntil(SECOND_NS));
    }
}
