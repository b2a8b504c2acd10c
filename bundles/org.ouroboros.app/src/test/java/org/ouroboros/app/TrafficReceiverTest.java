// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.ouroboros.app.TrafficReceiver.End;
import org.ouroboros.app.simulation.ScriptedFlow;

/** An idle time-out of 2 s, a report every second, counted from the first packet. */
class TrafficReceiverTest {
    private static final long SECOND_NS = 1_000_000_000;

    private final ScriptedFlow flow = new ScriptedFlow();
    private final List<FlowReport> reports = new ArrayList<>();
    private final TrafficReceiver receiver =
            new TrafficReceiver(flow, Duration.ofSeconds(2), Duration.ofSeconds(1), flow, reports::add);

    private static FlowReport report(int packets, double seconds) {
        return FlowReport.of(7, packets, packets * 100L, Math.round(seconds * SECOND_NS));
    }

    private void arrive(double... seconds) {
        for (double at : seconds) {
            flow.arrive(Duration.ofNanos(Math.round(at * SECOND_NS)), ByteBuffer.allocate(100));
        }
    }

    @Test
    void eachIntervalIsReportedAndThenTheRest() throws Exception {
        arrive(0.5, 0.7, 1.2, 1.6, 3.4);
        flow.thenReleased();
        assertEquals(End.DOWN, receiver.receive(Duration.ZERO, _ -> {}));
        assertEquals(List.of(report(3, 1), report(1, 1), report(1, 0.9)), reports);
        assertEquals(report(5, 2.9), receiver.total());
    }

    @Test
    void silenceEndsItAfterTheLastPacket() throws Exception {
        arrive(0, 0.5);
        assertEquals(End.TIMED_OUT, receiver.receive(Duration.ZERO, _ -> {}));
        assertEquals(Duration.ofMillis(2_500), flow.now());
        assertEquals(List.of(report(2, 1), report(0, 1)), reports);
    }

    @Test
    void theFirstPacketMayTakeLonger() throws Exception {
        arrive(2.9);
        assertEquals(End.TIMED_OUT, receiver.receive(Duration.ofSeconds(1), _ -> {}));
        assertEquals(1, receiver.total().packets());
    }

    @Test
    void withoutAnyPacketThereIsNothingToReport() throws Exception {
        assertEquals(End.TIMED_OUT, receiver.receive(Duration.ZERO, _ -> {}));
        assertEquals(Duration.ofSeconds(2), flow.now());
        assertEquals(List.of(), reports);
        assertEquals(report(0, 0), receiver.total());
    }

    @Test
    void aPeerThatReadsNothingTimesOut() throws Exception {
        arrive(0);
        flow.full();
        assertEquals(End.TIMED_OUT, receiver.receive(Duration.ZERO, flow::write));
        assertEquals(Duration.ofSeconds(2), flow.now());
    }

    @Test
    void theFirstMessageIsNotCounted() throws Exception {
        arrive(1, 1.5);
        assertEquals(100, receiver.first().limit());
        receiver.receive(Duration.ZERO, _ -> {});
        assertEquals(1, receiver.total().packets());
    }

    @Test
    void aFirstMessageThatDoesNotComeIsEmpty() throws Exception {
        assertEquals(0, receiver.first().limit());
        assertEquals(Duration.ofSeconds(2), flow.now());
    }

    @Test
    void aReportReadsAsThatOfThePrototype() {
        assertEquals(
                "Flow    7:       125 packets (      125000 bytes) in      1000 ms =>  125.0000 pps,    1.0000 Mbps",
                FlowReport.of(7, 125, 125_000, SECOND_NS).text());
    }
}
