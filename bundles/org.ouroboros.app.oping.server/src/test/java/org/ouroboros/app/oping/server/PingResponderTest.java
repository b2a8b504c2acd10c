// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.app.oping.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.ouroboros.app.oping.server.PingResponder.End;
import org.ouroboros.app.simulation.ScriptedFlow;

/** Requests are echoed as replies; silence and garbage end in a time-out. */
class PingResponderTest {
    private static final Duration IDLE = Duration.ofSeconds(10);

    private static End serve(ScriptedFlow flow) throws InterruptedException {
        return new PingResponder(IDLE, flow).serve(flow, _ -> {});
    }

    private static ByteBuffer packet(int type, int size) {
        return ByteBuffer.allocate(size).putInt(0, type);
    }

    private static List<String> captured(String direction) throws IOException {
        Pattern packet = Pattern.compile("(?m)^packet +\\S+ " + direction + " ([0-9a-f]+)");
        try (InputStream in = Objects.requireNonNull(PingResponderTest.class.getResourceAsStream("oping.txt"))) {
            String text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
            return packet.matcher(text).results().map(match -> match.group(1)).toList();
        }
    }

    @Test
    void capturedRequestsGetTheCapturedReplies() throws Exception {
        ScriptedFlow flow = new ScriptedFlow();
        for (String request : captured("C>S")) {
            flow.arrive(Duration.ZERO, ByteBuffer.wrap(HexFormat.of().parseHex(request)));
        }
        assertEquals(End.DOWN, serve(flow.thenReleased()));
        assertEquals(2, flow.written().size());
        assertEquals(captured("S>C"), flow.written());
    }

    @Test
    void wrongPacketsAreIgnored() throws Exception {
        ScriptedFlow flow = new ScriptedFlow()
                .arrive(Duration.ZERO, packet(1, 64))
                .arrive(Duration.ZERO, packet(-1, 64))
                .arrive(Duration.ZERO, packet(0, 23))
                .arrive(Duration.ZERO, ByteBuffer.allocate(1))
                .arrive(Duration.ZERO, packet(0, 1_501))
                .arrive(Duration.ZERO, packet(0, 1_500))
                .thenReleased();
        assertEquals(End.DOWN, serve(flow));
        assertEquals(
                List.of(1_500),
                flow.written().stream().map(hex -> hex.length() / 2).toList());
    }

    @Test
    void silenceTimesOut() throws Exception {
        ScriptedFlow flow = new ScriptedFlow();
        assertEquals(End.TIMED_OUT, serve(flow));
        assertEquals(IDLE, flow.now());
    }

    @Test
    void aRequestStartsTheTimeAnew() throws Exception {
        ScriptedFlow flow = new ScriptedFlow()
                .arrive(Duration.ofSeconds(9), packet(0, 64))
                .arrive(Duration.ofSeconds(18), packet(1, 64))
                .arrive(Duration.ofMillis(18_500), packet(0, 64));
        assertEquals(End.TIMED_OUT, serve(flow));
        assertEquals(Duration.ofMillis(28_500), flow.now());
        assertEquals(2, flow.written().size());
    }

    @Test
    void wrongPacketsCountAsSilence() throws Exception {
        ScriptedFlow flow = new ScriptedFlow();
        for (int second = 0; second < 30; second++) {
            flow.arrive(Duration.ofSeconds(second), packet(1, 64));
        }
        assertEquals(End.TIMED_OUT, serve(flow));
        assertEquals(IDLE, flow.now());
    }

    @Test
    void aWrongPacketDoesNotLengthenTheSilence() throws Exception {
        ScriptedFlow flow = new ScriptedFlow().arrive(Duration.ofSeconds(9), packet(1, 64));
        assertEquals(End.TIMED_OUT, serve(flow));
        assertEquals(IDLE, flow.now());
    }

    @Test
    void aPeerThatReadsNothingTimesOut() throws Exception {
        ScriptedFlow flow =
                new ScriptedFlow().arrive(Duration.ZERO, packet(0, 64)).full();
        assertEquals(End.TIMED_OUT, serve(flow));
        assertEquals(IDLE, flow.now());
    }
}
