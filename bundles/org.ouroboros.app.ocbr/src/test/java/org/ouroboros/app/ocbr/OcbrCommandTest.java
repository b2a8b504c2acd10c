// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.app.ocbr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ouroboros.api.FlowState;
import org.ouroboros.app.Load;
import org.ouroboros.app.simulation.AnsweringFlow;
import org.ouroboros.app.simulation.OneFlowAllocator;
import org.ouroboros.app.simulation.RecordedInvocation;
import org.ouroboros.app.simulation.ScriptedFlow;
import org.ouroboros.command.CommandFailed;
import org.ouroboros.command.Form;
import org.ouroboros.command.Given;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OcbrCommandTest {
    private final ScriptedFlow flow = new ScriptedFlow();
    private final OcbrCommand command = new OcbrCommand();

    private static Load load(String line) {
        return OcbrCommand.load(Given.parse(OcbrCommand.FORM, List.of(line.split(" ", -1))));
    }

    private CbrResult run(RecordedInvocation invocation) throws Exception {
        Load load = OcbrCommand.load(Given.parse(OcbrCommand.FORM, invocation.words()));
        return new CbrRun("srv", flow, load, flow).run(invocation);
    }

    @Test
    void theDefaultsAreThoseOfThePrototype() {
        assertEquals(new Load(Duration.ofSeconds(60), 1_000, 1e6, false), load("srv"));
    }

    @Test
    void optionsHaveUnits() {
        assertEquals(
                new Load(Duration.ofSeconds(5), 64, 2.5e6, true), load("--server_apn srv -d 5 -s 64 -r 2.5M --spin"));
        assertEquals(new Load(Duration.ofMillis(200), 8, 500, false), load("-n srv -d 200ms -s 8 -r 500 --sleep"));
        assertTrue(load("srv -r 5 --flood").flood());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
        -d 5                | NAME is missing
        srv -s 7            | -s '7' is not a number from 8 to 524288
        srv -s 524289       | -s '524289' is not a number from 8 to 524288
        srv -q gold         | unknown QoS 'gold': use one of raw, raw-no-errors, best, video, voice, data
        srv -r 0            | -r '0' is no rate above 0
        srv -r 1T           | -r '1T' is not a rate such as 500k, 1.5M or 2G
        srv -d soon         | -d 'soon' is not a time such as 500ms, 10s, 5m, 2h or 1d
        srv --sleep --spin  | --sleep and --spin exclude each other
        """)
    void whatIsWrongFillsOneLineWithTheUsage(String line, String problem) {
        CommandFailed failure =
                assertThrows(CommandFailed.class, () -> command.run(new RecordedInvocation(line, false)));
        assertEquals(
                problem + "; usage: ocbr [NAME] [-n NAME] [-d TIME] [-s BYTES] [-r RATE] [-q QOS] [-f] [--sleep]"
                        + " [--spin]",
                failure.toString());
    }

    @Test
    void packetsThatAreTooLargeForTheFlowAreRefused() {
        command.allocator = new OneFlowAllocator(flow);
        CommandFailed failure =
                assertThrows(CommandFailed.class, () -> command.run(new RecordedInvocation("srv -s 1401", false)));
        assertEquals("the flow to srv carries at most 1400 bytes in a packet, not 1401", failure.toString());
    }

    @Test
    void aRunIsPrintedAsByThePrototype() throws Exception {
        RecordedInvocation invocation = new RecordedInvocation("srv -d 2", false);
        CbrResult result = run(invocation);
        assertEquals(new CbrResult("srv", 250, 250_000, 2_000, 1, Optional.empty()), result);
        assertEquals("""
            Client started, duration 2, rate 1000000 b/s, size 1000 B.
            Flow    7:       125 packets (      125000 bytes) in      1000 ms =>  125.0000 pps,    1.0000 Mbps
            sent statistics:       250 packets,       250000 bytes in      2000 ms, 1.0000 Mb/s
            """, invocation.printed() + result.text() + "\n");
    }

    @Test
    void packetsCarryTheirNumberUnlessTheyAreAFlood() throws Exception {
        run(new RecordedInvocation("srv -d 20ms -s 10 -r 8k", true));
        String first = "00000000000000000000";
        assertEquals(List.of(first, "01000000000000000000"), flow.written());
        flow.writeTakes(600_000);
        run(new RecordedInvocation("srv -d 1ms -s 10 -f", true));
        assertEquals(List.of(first, first), flow.written().subList(2, 4));
    }

    @Test
    void programsGetTheResultOnly() throws Exception {
        RecordedInvocation invocation = new RecordedInvocation("srv -d 2", true);
        run(invocation);
        assertEquals("", invocation.printed());
        assertEquals(List.of(), invocation.events());
    }

    @Test
    void aFlowThatGoesDownIsAFailureAfterTheStatistics() {
        command.allocator = new OneFlowAllocator(new AnsweringFlow(
                (end, _) -> end.goDown(FlowState.PEER_DEALLOCATED, "flow 7 was released by its peer")));
        RecordedInvocation invocation = new RecordedInvocation("srv -f", false);
        CommandFailed failure = assertThrows(CommandFailed.class, () -> command.run(invocation));
        assertEquals("the flow to srv went down: flow 7 was released by its peer", failure.toString());
        assertInstanceOf(CbrResult.class, invocation.events().getLast());
        assertTrue(invocation.printed().contains("sent statistics:         1 packets"), invocation::printed);
    }

    @Test
    void anInterruptEndsTheRunWithItsStatistics() throws Exception {
        Thread operator = Thread.currentThread();
        AnsweringFlow endless = new AnsweringFlow((_, _) -> operator.interrupt());
        command.allocator = new OneFlowAllocator(endless);
        RecordedInvocation invocation = new RecordedInvocation("srv -r 1", false);
        assertNull(command.run(invocation));
        assertFalse(Thread.interrupted());
        assertTrue(invocation.printed().contains("sent statistics:         1 packets"), invocation::printed);
        assertEquals(FlowState.DEALLOCATED, endless.state());
    }

    @Test
    void theExamplesOfTheManualParse() {
        for (Form.Example example : command.manual().forms().getFirst().examples()) {
            assertTrue(example.line().startsWith("ocbr "), example::line);
            load(example.line().substring("ocbr ".length()));
        }
    }
}
