// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.app.oping;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.ouroboros.api.FlowState;
import org.ouroboros.app.simulation.AnsweringFlow;
import org.ouroboros.app.simulation.OneFlowAllocator;
import org.ouroboros.app.simulation.RecordedInvocation;
import org.ouroboros.command.CommandFailed;
import org.ouroboros.command.Form;

/** The command as a session runs it. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OpingCommandTest {
    private final OpingCommand command = new OpingCommand();

    private AnsweringFlow serve(BiConsumer<AnsweringFlow, ByteBuffer> peer) {
        AnsweringFlow flow = new AnsweringFlow(peer);
        command.allocator = new OneFlowAllocator(flow);
        return flow;
    }

    private void assertFails(String line, String message) {
        assertFails(new RecordedInvocation(line, false), message);
    }

    private void assertFails(RecordedInvocation invocation, String message) {
        CommandFailed failure = assertThrows(CommandFailed.class, () -> command.run(invocation));
        assertEquals(message, failure.toString());
    }

    private static void echo(AnsweringFlow end, ByteBuffer ping) {
        end.arrive(ping.putInt(0, OpingPacket.REPLY));
    }

    @Test
    void theStatisticsComeLastAndTheFlowIsGivenBack() throws Exception {
        AnsweringFlow flow = serve(OpingCommandTest::echo);
        RecordedInvocation invocation = new RecordedInvocation("-n srv -c 2 -i 0", false);
        assertNull(command.run(invocation));
        assertEquals(FlowState.DEALLOCATED, flow.state());
        List<String> lines = invocation.printed().lines().toList();
        assertEquals("Pinging srv with 64 bytes of data (2 packets):", lines.getFirst());
        assertTrue(lines.get(6).startsWith("2 packets transmitted, 2 received, 0 out-of-order, 0%"), lines::toString);
        assertTrue(lines.get(7).startsWith("rtt min/avg/max/mdev = "), lines::toString);
    }

    @Test
    void programsGetTheResult() throws Exception {
        serve(OpingCommandTest::echo);
        RecordedInvocation invocation = new RecordedInvocation("-n srv -c 2 -i 0 -Q", true);
        OpingResult result = assertInstanceOf(OpingResult.class, command.run(invocation));
        assertEquals(2, result.received());
        assertEquals("", invocation.printed());
        assertEquals(List.of(), invocation.events());
    }

    @Test
    void whatWasNotAnsweredIsAnErrorAfterTheResult() {
        AnsweringFlow flow = serve((end, _) -> end.timeOut());
        RecordedInvocation invocation = new RecordedInvocation("srv -f", true);
        assertFails(invocation, "srv timed out: 0 of 1 pings were answered");
        assertInstanceOf(OpingResult.class, invocation.events().getLast());
        assertEquals(FlowState.DEALLOCATED, flow.state());
    }

    @Test
    void aRefusalSaysWhy() {
        serve((_, _) -> {});
        assertFails("other", "Failed to allocate flow: no name 'other' is known.");
    }

    @Test
    void aFlowWithSmallPacketsIsRefused() {
        AnsweringFlow flow = serve((_, _) -> {});
        assertFails("srv -s 1500", "the flow to srv carries at most 1400 bytes in a packet, not 1500");
        assertEquals(FlowState.DEALLOCATED, flow.state());
    }

    @Test
    void withoutAnIrmTheErrorSaysWhatToStart() {
        assertFails("srv", "the IRM is not running: start org.ouroboros.irm and org.ouroboros.loop");
    }

    @Test
    void theManualHasAnExampleThatParses() {
        for (Form form : command.manual().forms()) {
            for (Form.Example example : form.examples()) {
                List<String> words = List.of(example.line().split(" ", -1));
                assertEquals("oping", words.getFirst());
                OpingOptions.parse(words.subList(1, words.size()));
            }
        }
    }

    @Test
    void anInterruptStillPrintsTheStatistics() throws Exception {
        Thread operator = Thread.currentThread();
        AnsweringFlow flow = serve((end, ping) -> {
            if (ping.getInt(4) < 2) {
                echo(end, ping);
            } else {
                operator.interrupt();
            }
        });
        RecordedInvocation invocation = new RecordedInvocation("srv -f", false);
        assertNull(command.run(invocation));
        assertFalse(Thread.interrupted());
        assertTrue(
                invocation
                        .printed()
                        .contains("3 packets transmitted, 2 received, 0 out-of-order, 34% packet loss, time: "),
                invocation::printed);
        assertEquals(FlowState.DEALLOCATED, flow.state());
    }
}
