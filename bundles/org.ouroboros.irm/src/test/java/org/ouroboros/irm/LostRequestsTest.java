// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ouroboros.api.Flow;
import org.ouroboros.api.FlowRefused;
import org.ouroboros.api.FlowRefused.Reason;
import org.ouroboros.packet.Packet;

/** Requests for flows of a unicast layer, and answers to them, that are lost on their way. */
class LostRequestsTest {
    private static final String NET = "net";

    // where a message of a flow allocator has what, behind the header of 15 bytes
    private static final int EID_AT = 7;
    private static final int CODE_AT = 15 + 58;

    // codes of messages
    private static final int REQUEST = 0;
    private static final int REPLY = 1;
    private static final int REPETITION = 4;
    private static final int NOBODYS = 99;

    private final Network network = new Network(50, 2);

    private void ring() {
        network.ring(NET, Map.of());
        network.loop.runFor(Duration.ofSeconds(1));
    }

    /** Has the next messages with some codes dropped where they arrive: nobody knows the code that they have then. */
    private void lose(int messages, Integer... codes) {
        int[] left = {messages};
        network.wires.tap = packet -> {
            if (left[0] > 0 && Set.of(codes).contains(code(packet))) {
                left[0]--;
                packet.segment().set(ValueLayout.JAVA_BYTE, packet.offset() + CODE_AT, (byte) NOBODYS);
            }
        };
    }

    private static int code(Packet packet) {
        boolean ofAllocator = packet.length() > CODE_AT
                && packet.segment().get(ValueLayout.JAVA_LONG_UNALIGNED, packet.offset() + EID_AT) == 0;
        return ofAllocator ? packet.segment().get(ValueLayout.JAVA_BYTE, packet.offset() + CODE_AT) : NOBODYS;
    }

    private List<Flow> accepted() {
        return network.server(1).flows;
    }

    @ParameterizedTest
    @CsvSource({"1, 0, 600", "1, 1, 600", "2, 1, 1600", "3, 1, 3600", "4, 1, 7600"})
    void aFlowComesThoughMessagesAreLostAndComesOnce(int messages, int code, long withinMs) {
        ring();
        lose(messages, code);
        long sinceNs = network.loop.nowNs();
        Flow client = network.allocate(NET, 0, 1);
        assertTrue(
                network.system(0).elapsedMs(sinceNs) <= withinMs,
                "after " + network.system(0).elapsedMs(sinceNs));
        assertEquals(1, accepted().size());
        assertEquals(code == REPLY ? messages : 0, network.count(NET, 1, "flow requests answered again"));
        Flow server = network.accepted(1);
        SimulatedSystem.send(client, "question");
        SimulatedSystem.send(server, "answer");
        network.loop.runFor(Network.SETTLING);
        assertEquals("question", SimulatedSystem.receive(server));
        assertEquals("answer", SimulatedSystem.receive(client));
    }

    @Test
    void aRequestThatIsAnsweredIsNotRepeated() {
        ring();
        network.allocate(NET, 0, 1);
        network.loop.runFor(Duration.ofSeconds(30));
        assertEquals(0, network.count(NET, 0, "flow requests repeated"));
    }

    @Test
    void whoIgnoresRepetitionsAsThePrototypeDoesIsAskedFewTimesAndNoLongerThanAnybodyWaits() {
        ring();
        lose(1_000, REQUEST, REPETITION);
        long sinceNs = network.loop.nowNs();
        FlowRefused refused = assertThrows(FlowRefused.class, () -> network.allocate(NET, 0, 1));
        assertEquals(Reason.TIMED_OUT, refused.reason());
        assertEquals(20_000, network.system(0).elapsedMs(sinceNs));
        network.loop.runFor(Duration.ofSeconds(30));
        assertEquals(5, network.count(NET, 0, "flow requests repeated"));
        assertEquals(0, network.count(NET, 0, "flows now"));
    }

    @Test
    void aRefusalThatIsLostIsRepeatedAndNobodyIsAskedTwice() {
        ring();
        network.system(1).register("orphan", Network.ipcp(NET, 1));
        network.loop.runFor(Network.SETTLING);
        lose(1, REPLY);
        FlowRefused refused =
                assertThrows(FlowRefused.class, () -> network.system(0).allocate("orphan"));
        assertTrue(refused.toString().endsWith(" refused the flow: no acceptor (code -1000)"), refused.toString());
        assertEquals(1, network.count(NET, 1, "flow requests answered again"));
        assertEquals(0, network.count(NET, 1, "flows now"));
    }

    @Test
    void whoseFlowEndedBeforeItsAnswerCameIsToldSoAndTheFlowIsNotMadeAnew() {
        ring();
        lose(1, REPLY);
        CompletableFuture<Flow> client = network.system(0).request(Network.name(NET, 1));
        network.loop.runFor(Duration.ofMillis(100));
        network.accepted(1).deallocate();
        FlowRefused refused = assertThrows(FlowRefused.class, () -> network.loop.await(client));
        assertEquals(Reason.REFUSED_BY_PEER, refused.reason());
        assertEquals(1, accepted().size());
    }

    @Test
    void anAnswerThatIsLostIsRepeatedByTheSuccessorOfWhoGaveIt() {
        ring();
        lose(1, REPLY);
        CompletableFuture<Flow> asked = network.system(0).request(Network.name(NET, 1));
        long sinceNs = network.loop.nowNs();
        update(1);
        Flow client = network.loop.await(asked);
        assertTrue(
                network.system(0).elapsedMs(sinceNs) <= 600,
                "after " + network.system(0).elapsedMs(sinceNs));
        assertEquals(1, accepted().size());
        SimulatedSystem.send(client, "question");
        network.loop.runFor(Network.SETTLING);
        assertEquals("question", SimulatedSystem.receive(network.accepted(1)));
    }

    @Test
    void thatAFlowEndedBeforeItsAnswerCameIsToldByTheSuccessorToo() {
        ring();
        lose(1, REPLY);
        CompletableFuture<Flow> asked = network.system(0).request(Network.name(NET, 1));
        network.loop.runFor(Duration.ofMillis(100));
        network.accepted(1).deallocate();
        update(1);
        FlowRefused refused = assertThrows(FlowRefused.class, () -> network.loop.await(asked));
        assertEquals(Reason.REFUSED_BY_PEER, refused.reason());
        assertEquals(1, accepted().size());
    }

    @ParameterizedTest
    @CsvSource({"0, 150", "1, 550"})
    void whoAsksWhileTheMemberIsReplacedIsToldToAskAgainThoughThatIsLost(int messages, long withinMs) {
        ring();
        network.system(1).bindAuto("mute", "slow");
        network.system(1).register("slow", Network.ipcp(NET, 1));
        network.loop.runFor(Network.SETTLING);
        CompletableFuture<Flow> asked = network.system(0).request("slow");
        long sinceNs = network.loop.nowNs();
        lose(messages, REPLY);
        update(1);
        FlowRefused refused = assertThrows(FlowRefused.class, () -> network.loop.await(asked));
        assertEquals(Reason.LAYER_DOWN, refused.reason());
        assertTrue(
                network.system(0).elapsedMs(sinceNs) <= withinMs,
                "after " + network.system(0).elapsedMs(sinceNs));
    }

    /** Has the type of a member go for a moment. */
    private void update(int member) {
        network.loop.runFor(Duration.ofMillis(100));
        network.removeType(member);
        network.loop.runFor(Duration.ofMillis(10));
        network.addType(member);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void overLinksThatLoseOneInTenEveryRequestHasItsFlowAndNoneHasTwo(long seed) {
        ring();
        network.wires.lose(0.1, seed);
        List<Flow> clients = new ArrayList<>();
        for (int flow = 0; flow < 40; flow++) {
            clients.add(network.allocate(NET, 0, 1));
        }
        assertEquals(clients.size(), accepted().size());
        assertTrue(network.count(NET, 0, "flow requests repeated") > 0, "something was lost");
    }
}
