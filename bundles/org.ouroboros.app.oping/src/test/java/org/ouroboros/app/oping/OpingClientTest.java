// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.app.oping;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ouroboros.api.FlowOptions;
import org.ouroboros.api.FlowState;
import org.ouroboros.app.RunClock;
import org.ouroboros.app.oping.OpingResult.End;
import org.ouroboros.app.simulation.AnsweringFlow;
import org.ouroboros.app.simulation.RecordedInvocation;

/** Runs against a peer whose every reply is decided here, on a clock that moves only when the run pauses or the peer says so. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OpingClientTest {
    private static final long US = 1_000;

    /** Where the header of a ping has what is in it. */
    private static final int ID = 4;

    private static final int SECONDS = 8;
    private static final int NANOSECONDS = 16;

    private final AtomicLong nowNs = new AtomicLong();
    /** A pause takes a permit; without one it lasts until it is interrupted. */
    private final Semaphore pauses = new Semaphore(1_000_000);

    private RecordedInvocation invocation = new RecordedInvocation("", false);

    private OpingResult run(String options, AnsweringFlow flow) throws Exception {
        OpingOptions parsed = OpingOptions.parse(List.of(options.split(" ", -1)));
        RunClock clock = new RunClock() {
            @Override
            public long nowNs() {
                return nowNs.get();
            }

            @Override
            public void pause(long ns) {
                try {
                    pauses.acquire();
                    flow.awaitReader();
                    nowNs.addAndGet(ns);
                } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                }
            }
        };
        OpingReport report = new OpingReport(invocation, parsed, InstantSource.fixed(Instant.EPOCH));
        return new OpingClient(flow, parsed, report, clock).run();
    }

    private static void assertEnd(End end, int sent, int received, OpingResult result) {
        assertEquals(end, result.end());
        assertEquals(sent, result.sent());
        assertEquals(received, result.received());
    }

    private String output() {
        return invocation.printed();
    }

    /** Replies to each ping after the next of some times; the last one holds for the rest. */
    private BiConsumer<AnsweringFlow, ByteBuffer> echo(long... rttUs) {
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
        return ping.getInt(ID);
    }

    @Test
    void everyPingIsAnswered() throws Exception {
        OpingResult result = run("srv -c 3 -i 10", new AnsweringFlow(echo(464, 631, 651)));
        assertEnd(End.ANSWERED, 3, 3, result);
        assertEquals("""
            Pinging srv with 64 bytes of data (3 packets):

            64 bytes from srv: seq=0 time=0.464 ms
            64 bytes from srv: seq=1 time=0.631 ms
            64 bytes from srv: seq=2 time=0.651 ms

            --- srv ping statistics ---
            3 packets transmitted, 3 received, 0 out-of-order, 0% packet loss, time: 31.746 ms
            rtt min/avg/max/mdev = 0.464/0.582/0.651/0.103 ms
            """, output() + result.text() + "\n");
    }

    @ParameterizedTest
    @CsvSource({"-f, ''", "-F, ', busy-poll'"})
    void aFloodWaitsForRepliesOnly(String option, String mark) throws Exception {
        pauses.drainPermits();
        OpingResult result = run("srv -c 3 " + option + " -s 1400", new AnsweringFlow(echo(50)));
        assertEnd(End.ANSWERED, 3, 3, result);
        assertEquals("""
            Pinging srv with 1400 bytes of data (3 packets%s):

            1400 bytes from srv: seq=0 time=50.000 µs
            1400 bytes from srv: seq=1 time=50.000 µs
            1400 bytes from srv: seq=2 time=50.000 µs

            --- srv ping statistics ---
            3 packets transmitted, 3 received, 0 out-of-order, 0%% packet loss, time: 0.150 ms
            rtt min/avg/max/mdev = 50.000/50.000/50.000/0.000 µs
            """.formatted(mark), output() + result.text() + "\n");
    }

    @Test
    void aReplyThatWasOvertakenIsMarked() throws Exception {
        Deque<ByteBuffer> held = new ArrayDeque<>();
        AnsweringFlow flow = new AnsweringFlow((end, ping) -> {
            if (id(ping) == 0) {
                held.add(ping);
            } else {
                end.arrive(reply(ping));
                held.forEach(late -> end.arrive(reply(late)));
            }
        });
        OpingResult result = run("srv -c 2", flow);
        assertEnd(End.ANSWERED, 2, 2, result);
        assertTrue(output().contains("seq=0 time=1000.000 ms [out-of-order]\n"), output());
        assertEquals(1, result.outOfOrder());
    }

    @Test
    void packetsThatAreNoRepliesAreIgnored() throws Exception {
        AnsweringFlow flow = new AnsweringFlow((end, ping) -> {
            end.arrive(ByteBuffer.allocate(23));
            end.arrive(ping.duplicate());
            end.arrive(altered(ping, 0, 2));
            end.arrive(ByteBuffer.allocate(1_501).putInt(0, OpingPacket.REPLY));
            end.arrive(reply(ping));
        });
        assertEnd(End.ANSWERED, 2, 2, run("srv -c 2 -Q", flow));
        assertFalse(output().contains("Invalid"), output());
    }

    @Test
    void aReplyToAPingThatWillNeverBeSentIsInvalid() throws Exception {
        AnsweringFlow flow = new AnsweringFlow((end, ping) -> {
            end.arrive(altered(reply(ping), ID, 2));
            end.arrive(altered(reply(ping), ID, -1));
            end.arrive(reply(ping));
        });
        assertEnd(End.ANSWERED, 2, 2, run("srv -c 2", flow));
        assertEquals(4, output().lines().filter("Invalid id."::equals).count());
    }

    @Test
    void aReplyWithATimeThatWasNotSentIsInvalid() throws Exception {
        AnsweringFlow flow = new AnsweringFlow((end, ping) -> {
            nowNs.addAndGet(US);
            end.arrive(altered(reply(ping), SECONDS, 1));
            end.arrive(altered(reply(ping), SECONDS, -1));
            end.arrive(altered(reply(ping), NANOSECONDS, Integer.reverseBytes((int) (US / 2))));
            end.arrive(altered(reply(ping), ID, 2));
            end.arrive(reply(ping));
        });
        OpingResult result = run("srv -c 3", flow);
        assertEnd(End.ANSWERED, 3, 3, result);
        assertEquals(0, result.duplicates());
        assertEquals(1e-3, result.rttMinMs());
        assertEquals(1e-3, result.rttMaxMs());
        assertEquals(11, output().lines().filter("Invalid time."::equals).count());
    }

    @Test
    void aQuietRunShowsNoInvalidRepliesEither() throws Exception {
        AnsweringFlow flow = new AnsweringFlow((end, ping) -> {
            end.arrive(altered(reply(ping), ID, 2));
            end.arrive(altered(reply(ping), SECONDS, 1));
            end.arrive(reply(ping));
        });
        assertEnd(End.ANSWERED, 2, 2, run("srv -c 2 -Q", flow));
        assertFalse(output().contains("Invalid"), output());
    }

    @Test
    void aSilentServerEndsTheRun() throws Exception {
        AnsweringFlow flow = new AnsweringFlow((end, ping) -> {
            if (id(ping) == 0) {
                end.arrive(reply(ping));
            } else {
                end.timeOut();
            }
        });
        OpingResult result = run("srv -c 5 -Q", flow);
        assertEnd(End.TIMED_OUT, 2, 1, result);
        assertEquals("""
            Pinging srv with 64 bytes of data (5 packets):

            Server timed out.

            --- srv ping statistics ---
            2 packets transmitted, 1 received, 0 out-of-order, 50% packet loss, time: 2000.000 ms
            rtt min/avg/max/mdev = 0.000/0.000/0.000/NaN µs
            """, output() + result.text() + "\n");
        assertEquals(Optional.of("srv timed out: 1 of 2 pings were answered"), result.problem());
    }

    @Test
    void aLostReplyEndsAFlood() throws Exception {
        AnsweringFlow flow = new AnsweringFlow((end, _) -> end.timeOut());
        assertEnd(End.TIMED_OUT, 1, 0, run("srv -c 5 -f", flow));
    }

    @Test
    void aServerIsSilentAfterTheIntervalAndTwoSeconds() throws Exception {
        AnsweringFlow flow = new AnsweringFlow(echo(0));
        run("srv -c 1 -i 3999", flow);
        FlowOptions expected = FlowOptions.DEFAULT.withPartialReads(false);
        assertEquals(expected.withReadTimeout(Duration.ofSeconds(5)), flow.options());
        flow = new AnsweringFlow((end, _) -> end.timeOut());
        run("srv -c 1 -f", flow);
        assertEquals(expected.withReadTimeout(Duration.ofSeconds(2)), flow.options());
    }

    @Test
    void aFlowThatGoesDownIsReportedOnceAfterWhatHadArrived() throws Exception {
        AnsweringFlow flow = new AnsweringFlow((end, ping) -> {
            end.arrive(reply(ping));
            if (id(ping) == 1) {
                end.goDown(FlowState.PEER_DEALLOCATED, "flow 7 to srv was released by its peer");
            }
        });
        OpingResult result = run("srv -c 5 -Q", flow);
        assertEnd(End.FLOW_DOWN, 2, 2, result);
        assertEquals(
                List.of("Flow down: flow 7 to srv was released by its peer"),
                output().lines().filter(line -> line.startsWith("Flow down")).toList());
        assertEquals(Optional.of("the flow to srv went down: 2 of 2 pings were answered"), result.problem());
    }

    @Test
    void aFloodOverAFlowThatIsDownSendsNothing() throws Exception {
        AnsweringFlow flow = new AnsweringFlow(echo(0));
        flow.goDown(FlowState.DOWN, "flow 7 to srv: layer net is gone");
        assertEnd(End.FLOW_DOWN, 0, 0, run("srv -f", flow));
        assertTrue(output().contains("Flow down: flow 7 to srv: layer net is gone\n"), output());
    }

    @Test
    void anInterruptEndsTheRunAndIsUsedUp() throws Exception {
        Thread operator = Thread.currentThread();
        pauses.drainPermits();
        pauses.release(3);
        AnsweringFlow flow = new AnsweringFlow((end, ping) -> {
            if (id(ping) < 2) {
                end.arrive(reply(ping));
            } else {
                operator.interrupt();
            }
        });
        OpingResult result = run("srv -Q", flow);
        assertFalse(Thread.interrupted());
        assertEnd(End.GIVEN_UP, 3, 2, result);
        assertEquals(FlowState.DEALLOCATED, flow.state());
        assertFalse(output().contains("Flow down"), output());
        assertEquals(34, result.lossPercent());
        assertEquals(Optional.empty(), result.problem());
    }

    @Test
    void whoeverElseTakesTheFlowAwayMakesItAFailure() throws Exception {
        AnsweringFlow flow = new AnsweringFlow((end, _) -> end.goDown(FlowState.DEALLOCATED, "flow 7 was deallocated"));
        assertEnd(End.FLOW_DOWN, 1, 0, run("srv", flow));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-i 10", "-f"})
    void duplicatesAreNoReplies(String pace) throws Exception {
        AnsweringFlow flow = new AnsweringFlow((end, ping) -> {
            nowNs.addAndGet(500 * US);
            end.arrive(reply(ping));
            end.arrive(reply(ping));
        });
        OpingResult result = run("srv -c 3 " + pace, flow);
        assertEnd(End.ANSWERED, 3, 3, result);
        assertEquals(0, result.lossPercent());
        // the run ends with the last reply; its duplicate is not waited for
        assertEquals(2, result.duplicates());
        assertEquals(
                2,
                output().lines().filter(line -> line.endsWith(" [duplicate]")).count());
        assertTrue(result.text().contains("3 received, 0 out-of-order, 2 duplicates, 0% packet loss"), result.text());
    }

    @Test
    void forProgramsThereAreEventsOnly() throws Exception {
        invocation = new RecordedInvocation("", true);
        run("srv -c 1 -i 10", new AnsweringFlow(echo(464)));
        assertEquals("", output());
        assertEquals(
                List.of(new OpingReport.Reply("reply", 0, 64, 0.464, false, false, Instant.EPOCH)),
                invocation.events());
    }
}
