// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.app.operf.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ouroboros.api.FlowState;
import org.ouroboros.app.simulation.RecordedInvocation;
import org.ouroboros.app.simulation.ScriptedFlow;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OperfServerTest {
    private final ScriptedFlow flow = new ScriptedFlow();
    private final OperfServer server = new OperfServer(Duration.ofSeconds(1), Duration.ofSeconds(1));

    private void arrive(long ms, String hex) {
        flow.arrive(Duration.ofMillis(ms), ByteBuffer.wrap(HexFormat.of().parseHex(hex)));
    }

    private void serve() throws InterruptedException {
        server.serve(flow, flow, InstantSource.fixed(Instant.ofEpochSecond(1_763_812_800, 45_678)));
        assertEquals(FlowState.DEALLOCATED, flow.state());
    }

    private String followed(String options, int events) throws Exception {
        RecordedInvocation invocation = new RecordedInvocation(options, false);
        FutureTask<@Nullable Object> call = new FutureTask<>(() -> server.run(invocation));
        Thread session = Thread.startVirtualThread(call);
        while (invocation.printed().isEmpty()) {
            Thread.onSpinWait();
        }
        serve();
        invocation.awaitEvents(events);
        session.interrupt();
        call.get();
        return invocation.printed();
    }

    @ParameterizedTest
    @ValueSource(strings = {"01000000", "00000001"})
    void thereAndBackEachPacketIsReturned(String header) throws Exception {
        arrive(100, header);
        arrive(1_100, "00000000aabb");
        arrive(1_200, "01000000ccdd");
        serve();
        assertEquals(List.of("00000000aabb", "01000000ccdd"), flow.written());
        assertEquals(Duration.ofMillis(2_200), flow.now());
    }

    @Test
    void oneWayEachPacketIsTold() throws Exception {
        arrive(0, "00000000");
        arrive(1_000, "00000000aabb");
        arrive(1_500, "01000000aabb");
        assertEquals("""
            Following the performance server until Ctrl-C.
            New flow 7.
            Seqno 0 from fd 7: 1763812800.000045678
            Seqno 1 from fd 7: 1763812800.000045678
            Flow    7:         2 packets (          12 bytes) in      1000 ms =>    2.0000 pps,    0.0001 Mbps
            Test on flow 7 timed out
            """, followed("", 5));
        assertEquals(List.of(), flow.written());
    }

    @Test
    void whoWantsQuietGetsReportsOnly() throws Exception {
        arrive(0, "00000000");
        arrive(1_000, "00000000aabb");
        flow.thenReleased();
        assertEquals("""
            Following the performance server until Ctrl-C.
            New flow 7.
            Flow    7:         1 packets (           6 bytes) in         0 ms =>    0.0000 pps,    0.0000 Mbps
            """, followed("-Q", 2));
    }

    @Test
    void theFirstPacketOfTheLoadMayTakeASecondLonger() throws Exception {
        arrive(0, "01000000");
        arrive(1_999, "00000000aabb");
        serve();
        assertEquals(1, flow.written().size());
        assertEquals(Duration.ofMillis(2_999), flow.now());
    }

    @ParameterizedTest
    @CsvSource({"02000000", "0100000000", "01", "00000002"})
    void whatBeginsNoTestIsReleasedAtOnce(String header) throws Exception {
        arrive(10, header);
        arrive(10, "00000000aabb");
        serve();
        assertEquals(Duration.ofMillis(10), flow.now());
        assertEquals(List.of(), flow.written());
    }

    @Test
    void silenceIsReleasedInTime() throws Exception {
        serve();
        assertEquals(Duration.ofSeconds(1), flow.now());
    }

    @Test
    void aPeerThatLeavesIsNoFailure() throws Exception {
        flow.thenReleased();
        serve();
    }
}
