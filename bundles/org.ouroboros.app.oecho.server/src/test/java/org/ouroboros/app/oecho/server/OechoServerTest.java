// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.app.oecho.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.ouroboros.api.FlowState;
import org.ouroboros.app.simulation.RecordedInvocation;
import org.ouroboros.app.simulation.ScriptedFlow;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OechoServerTest {
    private static final Duration IDLE = Duration.ofSeconds(10);

    private final ScriptedFlow flow = new ScriptedFlow();
    private final OechoServer server = new OechoServer(flow, IDLE);

    @Test
    void theFirstMessageGoesBackAndTheFlowEnds() throws Exception {
        flow.arrive(Duration.ofSeconds(1), StandardCharsets.UTF_8.encode("Client says hi!\0"))
                .arrive(Duration.ofSeconds(1), StandardCharsets.UTF_8.encode("and again"));
        server.accept(flow);
        assertEquals(List.of("436c69656e74207361797320686921" + "00"), flow.written());
        assertEquals(FlowState.DEALLOCATED, flow.state());
    }

    @Test
    void silenceTimesOut() throws Exception {
        server.accept(flow);
        assertEquals(IDLE, flow.now());
        assertEquals(FlowState.DEALLOCATED, flow.state());
    }

    @Test
    void aPeerThatReadsNothingTimesOut() throws Exception {
        flow.arrive(Duration.ZERO, StandardCharsets.UTF_8.encode("hi")).full();
        server.accept(flow);
        assertEquals(IDLE, flow.now());
        assertEquals(FlowState.DEALLOCATED, flow.state());
    }

    @Test
    void aPeerThatLeavesIsNoFailure() throws Exception {
        server.accept(flow.thenReleased());
        assertEquals(FlowState.DEALLOCATED, flow.state());
    }

    @Test
    void whatItHearsIsTold() throws Exception {
        RecordedInvocation invocation = new RecordedInvocation("", false);
        FutureTask<@Nullable Object> call = new FutureTask<>(() -> server.run(invocation));
        Thread session = Thread.startVirtualThread(call);
        while (invocation.printed().isEmpty()) {
            Thread.onSpinWait();
        }
        flow.arrive(Duration.ZERO, StandardCharsets.UTF_8.encode("hi\0"));
        server.accept(flow);
        invocation.awaitEvents(2);
        session.interrupt();
        call.get();
        assertEquals("""
            Following the echo server until Ctrl-C.
            New flow.
            Message from client is hi.
            """, invocation.printed());
    }
}
