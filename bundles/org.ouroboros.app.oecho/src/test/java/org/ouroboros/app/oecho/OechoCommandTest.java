// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.app.oecho;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ouroboros.api.FlowState;
import org.ouroboros.app.simulation.AnsweringFlow;
import org.ouroboros.app.simulation.OneFlowAllocator;
import org.ouroboros.app.simulation.RecordedInvocation;
import org.ouroboros.app.simulation.ScriptedFlow;
import org.ouroboros.command.CommandFailed;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OechoCommandTest {
    private final OechoCommand command = new OechoCommand();

    private AnsweringFlow serve(BiConsumer<AnsweringFlow, ByteBuffer> peer) {
        AnsweringFlow flow = new AnsweringFlow(peer);
        command.allocator = new OneFlowAllocator(flow);
        return flow;
    }

    @Test
    void helloIsSentWithANulAndTheReplyIsShown() throws Exception {
        List<String> heard = new ArrayList<>();
        AnsweringFlow flow = serve((end, hello) -> {
            heard.add(AnsweringFlow.hex(hello));
            end.arrive(hello);
        });
        RecordedInvocation invocation = new RecordedInvocation("srv", false);
        assertNull(command.run(invocation));
        assertEquals("Server replied with Client says hi!\n", invocation.printed());
        assertEquals(List.of("436c69656e742073617973206869" + "2100"), heard);
        assertEquals(FlowState.DEALLOCATED, flow.state());
    }

    @Test
    void programsGetTheReply() throws Exception {
        serve((end, _) -> end.arrive(StandardCharsets.UTF_8.encode("moin")));
        RecordedInvocation invocation = new RecordedInvocation("srv", true);
        assertEquals(EchoResult.replied("srv", "moin"), command.run(invocation));
        assertEquals(List.of(), invocation.events());
    }

    @Test
    void aServerThatIsSilentIsGivenUp() throws Exception {
        ScriptedFlow flow = new ScriptedFlow();
        EchoResult result = new Greeting("srv", flow, flow).exchange();
        assertEquals(EchoResult.silent("srv", "srv did not reply within 5 s"), result);
        assertEquals(Duration.ofSeconds(5), flow.now());
    }

    @Test
    void aServerThatReadsNothingIsGivenUp() throws Exception {
        ScriptedFlow flow = new ScriptedFlow().full();
        EchoResult result = new Greeting("srv", flow, flow).exchange();
        assertEquals(EchoResult.silent("srv", "srv did not reply: flow 7: no room"), result);
    }

    @Test
    void aFlowThatGoesDownIsAFailure() {
        serve((end, _) -> end.goDown(FlowState.PEER_DEALLOCATED, "flow 7 was released by its peer"));
        CommandFailed failure =
                assertThrows(CommandFailed.class, () -> command.run(new RecordedInvocation("srv", false)));
        assertEquals("srv did not reply: flow 7 was released by its peer", failure.toString());
    }

    @Test
    void anInterruptEndsIt() {
        Thread operator = Thread.currentThread();
        AnsweringFlow flow = serve((_, _) -> operator.interrupt());
        assertThrows(CommandFailed.class, () -> command.run(new RecordedInvocation("srv", false)));
        assertFalse(Thread.interrupted());
        assertEquals(FlowState.DEALLOCATED, flow.state());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
        ""      | Failed to allocate flow: no name 'oecho' is known.
        a b     | 'b' is one word too many; usage: oecho [NAME]
        -x      | unknown option '-x'; usage: oecho [NAME]
        """)
    void whatIsWrongFillsOneLine(String line, String message) {
        serve((_, _) -> {});
        CommandFailed failure =
                assertThrows(CommandFailed.class, () -> command.run(new RecordedInvocation(line, false)));
        assertEquals(message, failure.toString());
    }

    @Test
    void theManualNamesTheCommand() {
        assertEquals("oecho", command.manual().name());
        assertTrue(
                command.manual().forms().getFirst().examples().getFirst().line().startsWith("oecho"));
    }
}
