// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.app.operf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ouroboros.api.FlowState;
import org.ouroboros.app.FlowReport;
import org.ouroboros.app.Load;
import org.ouroboros.app.RunClock;
import org.ouroboros.app.simulation.AnsweringFlow;
import org.ouroboros.app.simulation.OneFlowAllocator;
import org.ouroboros.app.simulation.RecordedInvocation;
import org.ouroboros.command.CommandFailed;
import org.ouroboros.command.Form;
import org.ouroboros.command.Given;

/** Runs against a peer whose every reply is decided here, on a clock that moves only when the sender pauses. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OperfCommandTest {
    private final OperfCommand command = new OperfCommand();
    private final AtomicLong nowNs = new AtomicLong();
    private final RunClock clock = new RunClock() {
        @Override
        public long nowNs() {
            return nowNs.get();
        }

        @Override
        public void pause(long ns) {
            nowNs.addAndGet(ns);
        }
    };

    private RecordedInvocation invocation = new RecordedInvocation("", false);

    private static Given given(String line) {
        return Given.parse(OperfCommand.FORM, List.of(line.split(" ", -1)));
    }

    private PerfResult run(String line, AnsweringFlow flow) throws Exception {
        Given given = given(line);
        return new PerfRun("srv", OperfCommand.test(given), flow, OperfCommand.load(given), clock).run(invocation);
    }

    /** Hands over the packets that are counted, with their numbers. */
    private static AnsweringFlow peer(BiConsumer<AnsweringFlow, ByteBuffer> peer) {
        return new AnsweringFlow((end, packet) -> {
            if (packet.limit() > Integer.BYTES) {
                peer.accept(end, packet);
            }
        });
    }

    private static int number(ByteBuffer packet) {
        return Integer.reverseBytes(packet.getInt(0));
    }

    @Test
    void theDefaultsAreThoseOfThePrototype() {
        assertEquals(new Load(Duration.ofSeconds(60), 1_500, 1e6, false), OperfCommand.load(given("srv")));
        assertEquals(PerfTest.UNI, OperfCommand.test(given("srv")));
    }

    @Test
    void optionsHaveUnits() {
        Given given = given("-n srv -t bi -d 5000 -s 64 -r 500 --spin");
        assertEquals(new Load(Duration.ofSeconds(5), 64, 5e5, true), OperfCommand.load(given));
        assertEquals(PerfTest.BI, OperfCommand.test(given));
        assertTrue(OperfCommand.load(given("srv -f")).flood());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
        -t bi               | NAME is missing
        srv -t both         | unknown test 'both': use uni or bi
        srv -s 63           | -s '63' is not a number from 64 to 1048576
        srv -s 1048577      | -s '1048577' is not a number from 64 to 1048576
        srv -q gold         | unknown QoS 'gold': use one of raw, raw-no-errors, best, video, voice, data
        srv -r fast         | -r 'fast' is not a rate such as 500k, 1.5M or 2G
        srv --sleep --spin  | --sleep and --spin exclude each other
        """)
    void whatIsWrongFillsOneLineWithTheUsage(String line, String problem) {
        CommandFailed failure =
                assertThrows(CommandFailed.class, () -> command.run(new RecordedInvocation(line, false)));
        assertEquals(
                problem
                        + "; usage: operf [NAME] [-n NAME] [-t TEST] [-d TIME] [-r RATE] [-s BYTES] [-q QOS] [-f]"
                        + " [--sleep] [--spin]",
                failure.toString());
    }

    @ParameterizedTest
    @CsvSource({"uni, 00000000", "bi, 01000000"})
    void theTestIsAnnouncedASecondBeforeTheFirstPacket(String test, String announcement) throws Exception {
        List<String> written = new ArrayList<>();
        List<Long> times = new ArrayList<>();
        AnsweringFlow flow = new AnsweringFlow((end, packet) -> {
            written.add(AnsweringFlow.hex(packet).substring(0, 8));
            times.add(nowNs.get());
            end.arrive(packet);
        });
        run("srv -s 1000 -d 20 -t " + test, flow);
        assertEquals(List.of(announcement, "00000000", "01000000", "02000000"), written);
        assertEquals(List.of(0L, 1_000_000_000L, 1_008_000_000L, 1_016_000_000L), times);
    }

    @Test
    void oneWayTheSenderCounts() throws Exception {
        PerfResult result = run("srv -s 1000 -d 2s", peer((_, _) -> {}));
        assertEquals(
                new PerfResult(
                        "srv", PerfTest.UNI, 250, Optional.empty(), Optional.empty(), 2_000, 1, Optional.empty()),
                result);
        assertEquals("""
            Flow    7:       125 packets (      125000 bytes) in      1000 ms =>  125.0000 pps,    1.0000 Mbps

            --- srv operf statistics ---
            250 packets transmitted, time: 2000.000 ms, bandwidth: 1.000 Mb/s.
            """, invocation.printed() + result.text() + "\n");
    }

    @Test
    void thereAndBackTheRepliesCount() throws Exception {
        PerfResult result = run("srv -t bi -s 1000 -d 2s", peer((end, packet) -> end.arrive(packet)));
        assertEquals(Optional.empty(), result.problem());
        assertEquals("""

            --- srv operf statistics ---
            250 packets transmitted, 250 received, 0% packet loss, time: 2000.000 ms, bandwidth: 1.000 Mb/s.\
            """, result.text());
    }

    @Test
    void lossesAndDuplicatesAreToldApart() throws Exception {
        PerfResult result = run("srv -t bi -s 1000 -d 80ms", peer((end, packet) -> {
            if (number(packet) == 9) {
                end.timeOut();
            } else {
                end.arrive(packet);
                end.arrive(packet);
                end.arrive(ByteBuffer.allocate(999));
            }
        }));
        assertEquals(10, result.sent());
        assertEquals(Optional.of(9L), result.received());
        assertEquals(Optional.of(10.0), result.lossPercent());
    }

    @ParameterizedTest
    @CsvSource({
        "300000, 299984, 0.0054",
        "3, 2, 33.3334",
        "4, 3, 25",
        "200, 0, 100",
        "5000000, 4999999, 0.0001",
        "0, 0, 0",
        "10, 11, 0"
    })
    void theLossIsWhatItIsAndNeverLess(long sent, long received, String percent) {
        PerfResult result = PerfResult.thereAndBack(
                "srv", FlowReport.of(7, sent, 0, 1), FlowReport.of(7, received, 0, 1), true, Optional.empty());
        assertTrue(result.text().contains(" received, " + percent + "% packet loss, "), result::text);
    }

    @Test
    void nothingAtAllIsAFailure() throws Exception {
        PerfResult result = run("srv -t bi -s 1000 -d 80ms", peer((end, _) -> end.timeOut()));
        assertEquals(Optional.of("srv returned none of 10 packets"), result.problem());
    }

    @Test
    void aFlowThatGoesDownIsAFailureWithStatistics() throws Exception {
        PerfResult result = run("srv -t bi -s 1000 -d 80ms", peer((end, packet) -> {
            end.arrive(packet);
            if (number(packet) == 3) {
                end.goDown(FlowState.PEER_DEALLOCATED, "flow 7 was released by its peer");
            }
        }));
        assertEquals(4, result.sent());
        assertEquals(Optional.of(4L), result.received());
        assertEquals(Optional.of("the flow to srv failed: flow 7 was released by its peer"), result.problem());
    }

    @ParameterizedTest
    @CsvSource({"uni", "bi"})
    void anInterruptEndsTheRunWithItsStatistics(String test) throws Exception {
        Thread operator = Thread.currentThread();
        AnsweringFlow endless = peer((_, _) -> operator.interrupt());
        command.allocator = new OneFlowAllocator(endless);
        invocation = new RecordedInvocation("srv -s 1000 -r 1 -t " + test, false);
        assertNull(command.run(invocation));
        assertFalse(Thread.interrupted());
        assertTrue(invocation.printed().contains("1 packets transmitted"), invocation::printed);
        assertEquals(FlowState.DEALLOCATED, endless.state());
    }

    @Test
    void anInterruptEndsTheWaitForTheServerToo() throws Exception {
        Thread operator = Thread.currentThread();
        command.allocator = new OneFlowAllocator(new AnsweringFlow((_, _) -> operator.interrupt()));
        invocation = new RecordedInvocation("srv -s 1000", true);
        PerfResult result = assertInstanceOf(PerfResult.class, command.run(invocation));
        assertEquals(0, result.sent());
        assertEquals(List.of(), invocation.events());
    }

    @Test
    void theExamplesOfTheManualParse() {
        for (Form.Example example : command.manual().forms().getFirst().examples()) {
            assertTrue(example.line().startsWith("operf "), example::line);
            OperfCommand.load(given(example.line().substring("operf ".length())));
        }
    }
}
