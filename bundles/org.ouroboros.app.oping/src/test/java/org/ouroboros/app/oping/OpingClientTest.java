// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.app.oping;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.ouroboros.api.FlowOptions;
import org.ouroboros.api.FlowState;
import org.ouroboros.app.oping.OpingResult.End;

/** Runs against a peer whose every reply is decided here, on a clock that moves only when the run pauses or the peer says so. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OpingClientTest {
    private static final long US = 1_000;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final AtomicLong nowNs = new AtomicLong();
    /** A pause takes a permit; without one it lasts until it is interrupted. */
    private final Semaphore pauses = new Semaphore(1_000_000);

    private OpingResult run(String options, QueueFlow flow) throws ExecutionException {
        OpingOptions parsed = OpingOptions.parse(List.of(options.split(" ", -1)));
        PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
        OpingTime time = new OpingTime() {
            @Override
            public long nanoTime() {
                return nowNs.get();
            }

            @Override
            public void pause(Duration duration) throws InterruptedException {
                pauses.acquire();
                flow.awaitReader();
                nowNs.addAndGet(duration.toNanos());
            }
        };
        return new OpingClient(flow, parsed, new OpingReport(out, parsed, InstantSource.system()), time).run();
    }

    private String output() {
        return printed.toString(StandardCharsets.UTF_8);
    }

    /** Replies to each ping after the next of some times; the last one holds for the rest. */
    private BiConsumer<QueueFlow, ByteBuffer> echo(long... rttUs) {
        Deque<Long> times = new ArrayDeque<>();
        for (long rtt : rttUs) {
            times.add(rtt);
        }
        return (flow, ping) -> {
            nowNs.addAndGet((times.size() > 1 ? times.remove() : times.element()) * US);
            flow.arrive(reply(ping));
        };
    }

    private static ByteBuffer reply(ByteBuffer ping) {
        return altered(ping, 0, OpingPacket.REPLY);
    }

    private static ByteBuffer altered(ByteBuffer packet, int at, int value) {
        return ByteBuffer.allocate(packet.remaining())
                .put(packet.duplicate())
                .flip()
                .putInt(at, value);
    }

    private static int id(ByteBuffer ping) {
        return ping.getInt(4);
    }

    @Test
    void everyPingIsAnswered() throws Exception {
        OpingResult result = run("srv -c 3 -i 10", new QueueFlow(echo(464, 631, 651)));
        assertEquals(new OpingResult("srv", End.ANSWERED, 3, 3), result);
        assertEquals("""
            Pinging srv with 64 bytes of data (3 packets):

            64 bytes from srv: seq=0 time=0.464 ms
            64 bytes from srv: seq=1 time=0.631 ms
            64 bytes from srv: seq=2 time=0.651 ms

            --- srv ping statistics ---
            3 packets transmitted, 3 received, 0 out-of-order, 0% packet loss, time: 31.746 ms
            rtt min/avg/max/mdev = 0.464/0.582/0.651/0.103 ms
            """, output());
    }

    @Test
    void aFloodWaitsForRepliesOnly() throws Exception {
        pauses.drainPermits();
        assertEquals(new OpingResult("srv", End.ANSWERED, 3, 3), run("srv -c 3 -f -s 1400", new QueueFlow(echo(50))));
        assertEquals("""
            Pinging srv with 1400 bytes of data (3 packets):

            1400 bytes from srv: seq=0 time=50.000 µs
            1400 bytes from srv: seq=1 time=50.000 µs
            1400 bytes from srv: seq=2 time=50.000 µs

            --- srv ping statistics ---
            3 packets transmitted, 3 received, 0 out-of-order, 0% packet loss, time: 0.150 ms
            rtt min/avg/max/mdev = 50.000/50.000/50.000/0.000 µs
            """, output());
    }

    @Test
    void aReplyThatWasOvertakenIsMarked() throws Exception {
        Deque<ByteBuffer> held = new ArrayDeque<>();
        QueueFlow flow = new QueueFlow((end, ping) -> {
            if (id(ping) == 0) {
                held.add(ping);
            } else {
                end.arrive(reply(ping));
                held.forEach(late -> end.arrive(reply(late)));
            }
        });
        assertEquals(End.ANSWERED, run("srv -c 2", flow).end());
        assertTrue(output().contains("seq=0 time=1000.000 ms [out-of-order]\n"), output());
        assertTrue(output().contains("2 received, 1 out-of-order, 0% packet loss"), output());
    }

    @Test
    void packetsThatAreNoRepliesAreIgnored() throws Exception {
        QueueFlow flow = new QueueFlow((end, ping) -> {
            end.arrive(ByteBuffer.allocate(23));
            end.arrive(ping.duplicate());
            end.arrive(altered(ping, 0, 2));
            end.arrive(ByteBuffer.allocate(1_501).putInt(0, OpingPacket.REPLY));
            end.arrive(reply(ping));
        });
        assertEquals(new OpingResult("srv", End.ANSWERED, 2, 2), run("srv -c 2 -Q", flow));
        assertFalse(output().contains("Invalid"), output());
    }

    @Test
    void aReplyToAPingThatWillNeverBeSentIsInvalid() throws Exception {
        QueueFlow flow = new QueueFlow((end, ping) -> {
            end.arrive(altered(reply(ping), 4, 2));
            end.arrive(altered(reply(ping), 4, -1));
            end.arrive(reply(ping));
        });
        assertEquals(new OpingResult("srv", End.ANSWERED, 2, 2), run("srv -c 2 -Q", flow));
        assertEquals(4, output().lines().filter("Invalid id."::equals).count());
    }

    @Test
    void aSilentServerEndsTheRun() throws Exception {
        QueueFlow flow = new QueueFlow((end, ping) -> {
            if (id(ping) == 0) {
                end.arrive(reply(ping));
            } else {
                end.timeOut();
            }
        });
        OpingResult result = run("srv -c 5 -Q", flow);
        assertEquals(new OpingResult("srv", End.TIMED_OUT, 2, 1), result);
        assertEquals("""
            Pinging srv with 64 bytes of data (5 packets):

            Server timed out.

            --- srv ping statistics ---
            2 packets transmitted, 1 received, 0 out-of-order, 50% packet loss, time: 2000.000 ms
            rtt min/avg/max/mdev = 0.000/0.000/0.000/NaN µs
            """, output());
        assertEquals(
                "srv timed out: 1 of 2 pings were answered",
                assertThrows(OpingFailed.class, result::check).toString());
    }

    @Test
    void aLostReplyEndsAFlood() throws Exception {
        QueueFlow flow = new QueueFlow((end, _) -> end.timeOut());
        assertEquals(new OpingResult("srv", End.TIMED_OUT, 1, 0), run("srv -c 5 -f", flow));
    }

    @Test
    void aServerIsSilentAfterTheIntervalAndTwoSeconds() throws Exception {
        QueueFlow flow = new QueueFlow(echo(0));
        run("srv -c 1 -i 3999", flow);
        FlowOptions expected = FlowOptions.DEFAULT.withPartialReads(false);
        assertEquals(expected.withReadTimeout(Duration.ofSeconds(5)), flow.options());
        run("srv -c 1 -f", flow);
        assertEquals(expected.withReadTimeout(Duration.ofSeconds(2)), flow.options());
    }

    @Test
    void aFlowThatGoesDownIsReportedOnceAfterWhatHadArrived() throws Exception {
        QueueFlow flow = new QueueFlow((end, ping) -> {
            end.arrive(reply(ping));
            if (id(ping) == 1) {
                end.goDown(FlowState.PEER_DEALLOCATED, "flow 7 to srv was released by its peer");
            }
        });
        OpingResult result = run("srv -c 5 -Q", flow);
        assertEquals(new OpingResult("srv", End.FLOW_DOWN, 2, 2), result);
        assertEquals(
                List.of("Flow down: flow 7 to srv was released by its peer"),
                output().lines().filter(line -> line.startsWith("Flow down")).toList());
        assertTrue(output().contains("2 packets transmitted, 2 received"), output());
        assertEquals(
                "the flow to srv went down: 2 of 2 pings were answered",
                assertThrows(OpingFailed.class, result::check).toString());
    }

    @Test
    void aFloodOverAFlowThatIsDownSendsNothing() throws Exception {
        QueueFlow flow = new QueueFlow(echo(0));
        flow.goDown(FlowState.DOWN, "flow 7 to srv: layer net is gone");
        assertEquals(new OpingResult("srv", End.FLOW_DOWN, 0, 0), run("srv -f", flow));
        assertTrue(output().contains("Flow down: flow 7 to srv: layer net is gone\n"), output());
    }

    @Test
    void anInterruptEndsTheRunWithItsStatisticsAndIsKept() throws Exception {
        Thread operator = Thread.currentThread();
        pauses.drainPermits();
        pauses.release(3);
        QueueFlow flow = new QueueFlow((end, ping) -> {
            if (id(ping) < 2) {
                end.arrive(reply(ping));
            } else {
                operator.interrupt();
            }
        });
        OpingResult result = run("srv -Q", flow);
        assertTrue(Thread.interrupted());
        assertEquals(new OpingResult("srv", End.GIVEN_UP, 3, 2), result);
        assertEquals(FlowState.DEALLOCATED, flow.state());
        assertFalse(output().contains("Flow down"), output());
        assertTrue(output().contains("3 packets transmitted, 2 received, 0 out-of-order, 34% packet loss"), output());
        assertDoesNotThrow(result::check);
    }
}
