// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.ouroboros.irm.SimulatedSystem.receive;
import static org.ouroboros.irm.SimulatedSystem.send;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ouroboros.api.Flow;
import org.ouroboros.api.FlowDown;
import org.ouroboros.api.FlowOffer;
import org.ouroboros.api.FlowRefused;
import org.ouroboros.api.FlowRefused.Reason;
import org.ouroboros.api.FlowState;
import org.ouroboros.api.QosSpec;
import org.ouroboros.api.irm.FlowInfo;
import org.ouroboros.api.irm.NameSpec;
import org.ouroboros.ipcp.virtual.VirtualIpcpType;
import org.ouroboros.irm.SimulatedSystem.Running;
import org.ouroboros.loop.simulation.SimulatedLoop;

/** How flows come to be, and how they end. */
class AllocationTest {
    private final SimulatedSystem system = new SimulatedSystem(1);

    @AfterEach
    void nothingIsLeftBehind() {
        system.irm.close();
        system.settle();
        assertEquals(List.of(), system.irm.flows());
        assertEquals(0, system.pool.outstanding());
    }

    @Test
    void unknownNameIsRefusedAtOnce() {
        long asked = system.loop.nowNs();
        FlowRefused refused = assertThrows(FlowRefused.class, () -> system.allocate("nobody"));
        assertEquals(Reason.UNKNOWN_NAME, refused.reason());
        assertTrue(refused.toString().contains("'nobody'"), refused.toString());
        assertEquals(0, system.elapsedMs(asked));
    }

    @Test
    void boundNameIsReachedDirectlyAndAtOnce() {
        Running server = system.run("echo");
        system.bind("echo", "name");
        long asked = system.loop.nowNs();
        Flow client = system.allocate("name");
        assertEquals(0, system.elapsedMs(asked));
        system.settle();

        send(client, "there");
        assertEquals("there", receive(server.server().latest()));
        send(server.server().latest(), "and back");
        assertEquals("and back", receive(client));
        assertEquals(
                List.of("client CLIENT direct", "echo (process 1) SERVER direct"),
                system.irm.flows().stream()
                        .map(info -> info.owner() + " " + info.side() + " "
                                + info.ipcp().orElse("direct"))
                        .toList());
    }

    @Test
    void peerReadsWhatWasSentAndThenSeesTheDeallocation() {
        Running server = system.run("echo");
        system.bind("echo", "name");
        Flow client = system.allocate("name");
        system.settle();
        send(client, "last words");
        client.deallocate();
        system.settle();

        Flow accepted = server.server().latest();
        assertEquals("last words", receive(accepted));
        FlowDown down = assertThrows(FlowDown.class, () -> receive(accepted));
        assertEquals(FlowState.PEER_DEALLOCATED, down.state());
        assertThrows(FlowDown.class, () -> accepted.tryWrite(ByteBuffer.allocate(1)));
    }

    @Test
    void nameWithoutAcceptorIsRefusedAfterTheWait() {
        system.bind("absent", "name");
        long asked = system.loop.nowNs();
        FlowRefused refused = assertThrows(FlowRefused.class, () -> system.allocate("name"));
        assertEquals(Reason.NO_ACCEPTOR, refused.reason());
        assertEquals(1_000, system.elapsedMs(asked));
    }

    @Test
    void processThatComesWithinTheWaitGetsTheFlow() {
        system.bind("late", "name");
        CompletableFuture<Flow> answer = system.request("name");
        system.loop.runFor(Duration.ofMillis(900));
        assertFalse(answer.isDone());
        Running server = system.run("late");
        system.settle();
        assertTrue(answer.isDone());
        assertEquals(1, server.server().flows.size());
    }

    @Test
    void autoProgramIsStartedForTheFlow() {
        system.bindAuto("sleeper", "name");
        Flow client = system.allocate("name");
        assertEquals(FlowState.UP, client.state());
        assertEquals(List.of("sleeper"), system.started);
    }

    @Test
    void oneStartServesAllFlowsThatWait() {
        system.bindAuto("sleeper", "name");
        List<CompletableFuture<Flow>> answers = List.of(system.request("name"), system.request("name"));
        answers.forEach(system.loop::await);
        assertEquals(List.of("sleeper"), system.started);
    }

    @Test
    void autoProgramThatNeverAcceptsIsGivenItsTimeOnTopOfTheWait() {
        system.bindAuto("mute", "name");
        long asked = system.loop.nowNs();
        assertEquals(Reason.NO_ACCEPTOR, refusal("name"));
        assertEquals(2_000, system.elapsedMs(asked));
    }

    @Test
    void programThatCannotBeStartedIsNamed() {
        system.bindAuto("broken", "name");
        FlowRefused refused = assertThrows(FlowRefused.class, () -> system.allocate("name"));
        assertTrue(refused.toString().contains("'broken' cannot be started: it is broken"), refused.toString());
    }

    @Test
    void processAtItsLimitGetsNoFlowUntilOneEnds() {
        system.run("small", 1);
        system.bind("small", "name");
        Flow first = system.allocate("name");
        CompletableFuture<Flow> second = system.request("name");
        system.settle();
        assertFalse(second.isDone());
        first.deallocate();
        system.settle();
        assertFalse(second.isDone(), "the process still holds its end of the first flow");
    }

    @Test
    void roomAtAProcessServesAFlowThatWaits() {
        Running server = system.run("small", 1);
        system.bind("small", "name");
        system.allocate("name");
        CompletableFuture<Flow> second = system.request("name");
        system.settle();
        server.server().latest().deallocate();
        system.settle();
        assertTrue(second.isDone());
    }

    @Test
    void nameWithSecuritySettingsIsNeverServedOverALayerWithoutThem() {
        system.run("echo");
        system.bootstrap("home", "local", "home", Map.of());
        system.loop.await(system.irm.createName(new NameSpec(
                "secret", "round-robin", Map.of(NameSpec.SecurityFile.SERVER_KEY, Path.of("no/such/key.pem")))));
        system.bind("echo", "secret");
        system.register("secret", "home");
        assertEquals(Reason.AUTHENTICATION, refusal("secret"));
        assertEquals(0, system.pool.outstanding());
    }

    @Test
    void flowsBeyondTheBoundAreRefused() {
        SimulatedSystem small = new SimulatedSystem(
                new SimulatedLoop(1),
                new VirtualIpcpType(),
                new IrmSettings(
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(1),
                        Duration.ofMillis(200),
                        4,
                        10,
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(60)));
        small.run("echo");
        small.bind("echo", "name");
        small.allocate("name");
        small.allocate("name");
        FlowRefused refused = assertThrows(FlowRefused.class, () -> small.allocate("name"));
        assertEquals(Reason.EXHAUSTED, refused.reason());
        assertEquals(4, small.irm.flows().size());
        assertEquals(2, small.irm.processes().getFirst().flows());
    }

    @Test
    void allocationThatTakesLongerThanItsTimeoutIsGivenUp() {
        system.bind("late", "name");
        CompletableFuture<Flow> answer = new CompletableFuture<>();
        system.irm.allocate(
                system.owner, new FlowOffer("name", QosSpec.RAW, new byte[0]), Duration.ofMillis(300), answer);
        FlowRefused refused = assertThrows(FlowRefused.class, () -> system.loop.await(answer));
        assertEquals(Reason.TIMED_OUT, refused.reason());
        Running server = system.run("late");
        system.settle();
        assertEquals(List.of(), server.server().flows);
        assertEquals(0, server.process().flows());
    }

    @Test
    void timeoutThatNeverEndsIsAsGoodAsAnyOther() {
        system.run("echo");
        system.bind("echo", "name");
        CompletableFuture<Flow> answer = new CompletableFuture<>();
        system.irm.allocate(
                system.owner,
                new FlowOffer("name", QosSpec.RAW, new byte[0]),
                Duration.ofSeconds(Long.MAX_VALUE),
                answer);
        assertEquals(FlowState.UP, system.loop.await(answer).state());
    }

    @Test
    void nameThatIsDestroyedTakesItsWaitingFlowsWithIt() {
        system.bind("late", "name");
        CompletableFuture<Flow> answer = system.request("name");
        system.settle();
        system.loop.await(system.irm.destroyName("name"));
        FlowRefused refused = assertThrows(FlowRefused.class, () -> system.loop.await(answer));
        assertEquals(Reason.UNKNOWN_NAME, refused.reason());
    }

    @Test
    void cancelledRequestLeavesNoFlow() {
        system.bind("late", "name");
        CompletableFuture<Flow> answer = system.request("name");
        answer.cancel(false);
        Running server = system.run("late");
        system.settle();
        assertEquals(List.of(), system.irm.flows());
        assertEquals(0, server.process().flows());
    }

    @Test
    void ownerThatGoesLeavesNoFlowAndNoRequest() {
        Running server = system.run("echo");
        system.bind("echo", "name");
        system.bind("late", "other");
        system.allocate("name");
        CompletableFuture<Flow> waiting = system.request("other");
        system.irm.reclaim(system.owner);
        system.settle();
        assertTrue(waiting.isCompletedExceptionally());
        assertEquals(FlowState.PEER_DEALLOCATED, server.server().latest().state());
        assertEquals(Reason.LAYER_DOWN, refusal("name"));
    }

    @Test
    void processThatGoesTakesItsFlowsWithIt() {
        Running server = system.run("echo");
        system.bind("echo", "name");
        Flow client = system.allocate("name");
        system.irm.removeProcess(server.process());
        system.settle();
        assertEquals(FlowState.PEER_DEALLOCATED, client.state());
        assertEquals(
                List.of(FlowInfo.Side.CLIENT),
                system.irm.flows().stream().map(FlowInfo::side).toList());
    }

    @Test
    void acceptorThatThrowsLosesItsFlow() {
        system.irm.addProcess(
                9,
                "faulty",
                flow -> {
                    throw new IllegalStateException("no, thank you");
                },
                5);
        system.bind("faulty", "name");
        Flow client = system.allocate("name");
        system.settle();
        assertEquals(FlowState.PEER_DEALLOCATED, client.state());
    }

    private Reason refusal(String name) {
        return assertThrows(FlowRefused.class, () -> system.allocate(name)).reason();
    }
}
