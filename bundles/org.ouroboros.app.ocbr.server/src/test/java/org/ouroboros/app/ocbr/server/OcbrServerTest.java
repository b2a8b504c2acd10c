// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.app.ocbr.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.ouroboros.api.FlowState;
import org.ouroboros.app.FlowReport;
import org.ouroboros.app.simulation.RecordedInvocation;
import org.ouroboros.app.simulation.ScriptedFlow;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OcbrServerTest {
    private final ScriptedFlow flow = new ScriptedFlow();
    private final OcbrServer server = new OcbrServer(Duration.ofSeconds(2), Duration.ofSeconds(1));

    private RecordedInvocation followed(int events) throws Exception {
        RecordedInvocation invocation = new RecordedInvocation("", false);
        FutureTask<@Nullable Object> call = new FutureTask<>(() -> server.run(invocation));
        Thread session = Thread.startVirtualThread(call);
        while (invocation.printed().isEmpty()) {
            Thread.onSpinWait();
        }
        server.serve(flow, flow);
        invocation.awaitEvents(events);
        session.interrupt();
        call.get();
        return invocation;
    }

    @Test
    void aFollowerSeesTheFlowItsTrafficAndItsEnd() throws Exception {
        flow.arrive(Duration.ZERO, ByteBuffer.allocate(1_000)).arrive(Duration.ofMillis(500), ByteBuffer.allocate(250));
        assertEquals("""
            Following the constant-bit-rate server until Ctrl-C.
            New flow 7.
            Flow    7:         2 packets (        1250 bytes) in      1000 ms =>    2.0000 pps,    0.0100 Mbps
            Flow    7:         0 packets (           0 bytes) in      1000 ms =>    0.0000 pps,    0.0000 Mbps
            Test on flow 7 timed out
            """, followed(4).printed());
        assertEquals(FlowState.DEALLOCATED, flow.state());
        assertEquals(Duration.ofMillis(2_500), flow.now());
    }

    @Test
    void whatIsLeftIsReportedWhenThePeerLeaves() throws Exception {
        flow.arrive(Duration.ofMillis(100), ByteBuffer.allocate(1_000))
                .arrive(Duration.ofMillis(600), ByteBuffer.allocate(1_000))
                .thenReleased();
        assertEquals(
                FlowReport.of(7, 2, 2_000, 500_000_000), followed(2).events().get(1));
    }

    @Test
    void itNeedsNobodyWhoFollows() throws Exception {
        flow.arrive(Duration.ZERO, ByteBuffer.allocate(1_000));
        server.serve(flow, flow);
        assertEquals(FlowState.DEALLOCATED, flow.state());
        assertEquals(Duration.ofSeconds(2), flow.now());
    }
}
