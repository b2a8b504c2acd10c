// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.ouroboros.api.FlowDown;
import org.ouroboros.api.FlowState;
import org.ouroboros.app.LoadSender.Stamp;
import org.ouroboros.app.simulation.AnsweringFlow;
import org.ouroboros.app.simulation.ScriptedFlow;

/** Loads on virtual time: a packet of 1000 bytes at 1 Mb/s every 8 ms. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LoadSenderTest {
    private static final Stamp NUMBER = (packet, number) -> packet.putLong(0, number);

    private final ScriptedFlow flow = new ScriptedFlow();
    private final List<FlowReport> progress = new ArrayList<>();

    private LoadSender sender(Duration duration, double bitsPerSecond, RunClock clock) {
        flow.options(LoadSender.OPTIONS);
        return new LoadSender(flow, new Load(duration, 1_000, bitsPerSecond, false), NUMBER, clock, progress::add);
    }

    @Test
    void theRateIsKeptForTheDuration() throws Exception {
        FlowReport sent = sender(Duration.ofSeconds(2), 1e6, flow).run();
        assertEquals(FlowReport.of(7, 250, 250_000, 2_000_000_000), sent);
        assertEquals(1, sent.megabitsPerSecond());
        assertEquals(Duration.ofSeconds(2), flow.now());
        assertEquals(List.of(FlowReport.of(7, 125, 125_000, 1_000_000_000)), progress);
    }

    @Test
    void packetsAreNumberedInLittleEndian() throws Exception {
        sender(Duration.ofSeconds(3), 1e6, flow).run();
        String zeros = "00".repeat(1_000);
        assertEquals("00" + zeros.substring(2), flow.written().getFirst());
        assertEquals("7601" + zeros.substring(4), flow.written().getLast());
    }

    @Test
    void aSleepThatIsTooLongIsCaughtUpWith() throws Exception {
        RunClock sleepy = new RunClock() {
            @Override
            public long nowNs() {
                return flow.nowNs();
            }

            @Override
            public void pause(long ns) {
                flow.pause(ns + 30_000_000);
            }
        };
        FlowReport sent = sender(Duration.ofSeconds(10), 1e6, sleepy).run();
        assertTrue(sent.packets() > 1_250 - 5 && sent.packets() <= 1_250, sent::text);
        assertTrue(sent.ms() < 10_100, sent::text);
    }

    @Test
    void aPauseThatIsCutShortSendsNothingEarly() throws Exception {
        RunClock restless = new RunClock() {
            @Override
            public long nowNs() {
                return flow.nowNs();
            }

            @Override
            public void pause(long ns) {
                flow.pause(Math.min(ns, 1_000_000));
            }
        };
        assertEquals(125, sender(Duration.ofSeconds(1), 1e6, restless).run().packets());
    }

    @Test
    void aFloodTakesWhatTheFlowTakes() throws Exception {
        flow.writeTakes(1_000);
        FlowReport sent =
                sender(Duration.ofMillis(10), Double.POSITIVE_INFINITY, flow).run();
        assertEquals(10_000, sent.packets());
    }

    @Test
    void aFullFlowHoldsTheSenderNoLongerThanTheRun() throws Exception {
        FlowReport sent = sender(Duration.ofSeconds(3), 1e6, flow.full()).run();
        assertEquals(0, sent.packets());
        assertEquals(Duration.ofSeconds(3), flow.now());
        assertEquals(2, progress.size());
    }

    @Test
    void aFlowThatGoesDownEndsTheRunAndLeavesItsTotal() {
        LoadSender[] sender = new LoadSender[1];
        AnsweringFlow down = new AnsweringFlow((end, message) -> {
            if (message.getLong(0) == Long.reverseBytes(4)) {
                end.goDown(FlowState.PEER_DEALLOCATED, "flow 7 was released by its peer");
            }
        });
        sender[0] = new LoadSender(down, new Load(Duration.ofDays(1), 1_000, 1e6, false), NUMBER, flow, progress::add);
        assertThrows(FlowDown.class, () -> sender[0].run());
        assertEquals(5, sender[0].total().packets());
    }

    @Test
    void anEndComesEvenDuringALongPause() throws Exception {
        CountDownLatch sending = new CountDownLatch(1);
        AnsweringFlow quiet = new AnsweringFlow((_, _) -> sending.countDown());
        LoadSender sender = new LoadSender(
                quiet, new Load(Duration.ofDays(1), 1_000, 0.001, false), NUMBER, RunClock.SYSTEM, progress::add);
        Thread operator = Thread.currentThread();
        Thread.startVirtualThread(() -> {
            try {
                sending.await();
                operator.interrupt();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        FlowReport sent = Work.await("test", sender::run, sender::end);
        assertEquals(1, sent.packets());
        assertEquals(FlowState.DEALLOCATED, quiet.state());
    }

    @Test
    void theFirstPacketIsNotCountedAndWaitedAfter() throws Exception {
        LoadSender sender = sender(Duration.ofSeconds(1), 1e6, flow);
        sender.announce(ByteBuffer.allocate(4), Duration.ofSeconds(1));
        assertEquals(Duration.ofSeconds(1), flow.now());
        assertEquals(125, sender.run().packets());
        assertEquals(126, flow.written().size());
    }

    @Test
    void nothingIsAllocatedPerPacket() throws Exception {
        int packets = 200_000;
        long few = allocated(packets);
        long many = allocated(10 * packets);
        assertTrue(
                many - few < packets,
                () -> few + " bytes for " + packets + " packets, " + many + " for ten times that");
    }

    private static long allocated(int packets) throws InterruptedException {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        Load load = new Load(Duration.ofNanos(packets * 100L), 1_000, 8e10, false);
        ScriptedFlow flow = new ScriptedFlow().forgetting();
        LoadSender sender = new LoadSender(flow, load, NUMBER, flow, _ -> {});
        long before = threads.getCurrentThreadAllocatedBytes();
        assertEquals(packets, sender.run().packets());
        return threads.getCurrentThreadAllocatedBytes() - before;
    }
}
