// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.app.oping;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.BiConsumer;
import org.apache.felix.gogo.runtime.CommandProcessorImpl;
import org.apache.felix.gogo.runtime.CommandProxy;
import org.apache.felix.service.command.CommandSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.ouroboros.api.Flow;
import org.ouroboros.api.FlowAllocator;
import org.ouroboros.api.FlowRefused;
import org.ouroboros.api.FlowSet;
import org.ouroboros.api.FlowState;
import org.ouroboros.api.QosSpec;

/** The command as it is typed, in a session of Gogo's own command processor. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OpingCommandTest {
    /** Takes the output of a session, a line at a time. */
    private static final class Lines extends OutputStream {
        private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();

        @Override
        public synchronized void write(int b) {
            if (b == '\n') {
                lines.add(line.toString(StandardCharsets.UTF_8));
                line.reset();
            } else {
                line.write(b);
            }
        }

        /** Takes lines up to one with that beginning. */
        String awaitLine(String beginning) throws InterruptedException {
            String next = lines.take();
            while (!next.startsWith(beginning)) {
                next = lines.take();
            }
            return next;
        }
    }

    /** Hands out a flow, or refuses. */
    private record OneFlow(QueueFlow flow) implements FlowAllocator {
        @Override
        public Flow allocate(String name, QosSpec qos, Duration timeout) {
            if (!name.equals("srv")) {
                throw new FlowRefused(FlowRefused.Reason.UNKNOWN_NAME, "no name '" + name + "' is known");
            }
            assertEquals(Duration.ofSeconds(20), timeout);
            return flow;
        }

        @Override
        public CompletableFuture<Flow> request(String name, QosSpec qos, Duration timeout) {
            throw new UnsupportedOperationException();
        }

        @Override
        public FlowSet newFlowSet() {
            throw new UnsupportedOperationException();
        }
    }

    private final CommandProcessorImpl processor = new CommandProcessorImpl();
    private final Lines lines = new Lines();
    private final CommandSession session = processor.createSession(InputStream.nullInputStream(), lines, lines);
    private final OpingCommand command = new OpingCommand();

    OpingCommandTest() {
        processor.addCommand("ouroboros", new CommandProxy(command, "oping"), "oping");
    }

    @AfterEach
    void close() {
        session.close();
        processor.stop();
    }

    private QueueFlow serve(BiConsumer<QueueFlow, ByteBuffer> peer) {
        QueueFlow flow = new QueueFlow(peer);
        command.allocator = new OneFlow(flow);
        return flow;
    }

    private void assertFails(String line, String message) {
        Exception failure = assertThrows(Exception.class, () -> session.execute(line));
        assertEquals(message, failure.toString());
    }

    @Test
    void aRunGivesItsFlowBack() throws Exception {
        QueueFlow flow = serve((end, ping) -> end.arrive(ping.putInt(0, OpingPacket.REPLY)));
        session.execute("oping -n srv -c 2 -i 0");
        assertEquals(FlowState.DEALLOCATED, flow.state());
        assertEquals("Pinging srv with 64 bytes of data (2 packets):", lines.awaitLine(""));
        assertTrue(lines.awaitLine("2 packets").startsWith("2 packets transmitted, 2 received, 0 out-of-order, 0%"));
    }

    @Test
    void whatWasNotAnsweredIsAnError() {
        QueueFlow flow = serve((end, _) -> end.timeOut());
        assertFails("oping srv -f", "srv timed out: 0 of 1 pings were answered");
        assertEquals(FlowState.DEALLOCATED, flow.state());
    }

    @Test
    void aRefusalSaysWhy() {
        serve((_, _) -> {});
        assertFails("oping other", "Failed to allocate flow: no name 'other' is known.");
    }

    @Test
    void aFlowWithSmallPacketsIsRefused() {
        QueueFlow flow = serve((_, _) -> {});
        assertFails("oping srv -s 1500", "the flow carries at most 1400 bytes in a packet, not 1500");
        assertEquals(FlowState.DEALLOCATED, flow.state());
    }

    @Test
    void withoutAnIrmTheErrorSaysWhatToStart() {
        assertFails(
                "oping srv",
                "the IRM is not running: start org.ouroboros.irm and org.ouroboros.loop by the numbers that lb shows");
    }

    @Test
    void interruptingTheJobStillPrintsTheStatistics() throws Exception {
        QueueFlow flow = serve((end, ping) -> {
            if (ping.getInt(4) < 2) {
                end.arrive(ping.putInt(0, OpingPacket.REPLY));
            } else {
                session.foregroundJob().interrupt();
            }
        });
        assertThrows(InterruptedException.class, () -> session.execute("oping srv -f"));
        assertEquals(
                "3 packets transmitted, 2 received, 0 out-of-order, 34% packet loss",
                lines.awaitLine("3 packets").replaceFirst(", time.*", ""));
        lines.awaitLine("rtt min/avg/max/mdev = ");
        assertEquals(FlowState.DEALLOCATED, flow.state());
    }
}
