// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.ouroboros.irm.SimulatedSystem.receive;
import static org.ouroboros.irm.SimulatedSystem.send;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.ouroboros.api.Flow;
import org.ouroboros.api.FlowRefused;
import org.ouroboros.api.FlowState;
import org.ouroboros.api.QosSpec;
import org.ouroboros.api.irm.IpcpInfo;
import org.ouroboros.api.irm.IpcpState;
import org.ouroboros.api.irm.IrmException;
import org.ouroboros.api.irm.IrmException.Problem;
import org.ouroboros.api.irm.NameSpec;
import org.ouroboros.api.irm.PolicyInfo;
import org.ouroboros.api.irm.SlotInfo;
import org.ouroboros.ipcp.local.LocalIpcpType;
import org.ouroboros.irm.SimulatedSystem.Running;
import org.ouroboros.policy.ipcp.IpcpType;

/** IPCPs, their layers, and flows that layers carry. */
class LayersTest {
    private final SimulatedSystem system = new SimulatedSystem(2);

    @AfterEach
    void nothingIsLeftBehind() {
        system.irm.close();
        system.settle();
        assertEquals(List.of(), system.irm.flows());
        assertEquals(List.of(), system.irm.ipcps());
        assertEquals(0, system.pool.outstanding());
    }

    @Test
    void localLayerCarriesTheFlowsOfTheNamesRegisteredInIt() {
        Running server = localServer();
        Flow client = system.allocate("name");
        system.settle();
        send(client, "over the layer");
        assertEquals("over the layer", receive(server.server().latest()));
        assertEquals(
                List.of(Optional.of("ipcp"), Optional.of("ipcp")),
                system.irm.flows().stream().map(flow -> flow.ipcp()).toList());
        assertEquals(2, system.irm.ipcps().getFirst().flows());
    }

    @Test
    void localLayerGivesOrderAndReliabilityForNothing() {
        localServer();
        Flow client = system.loop.await(system.request("name", QosSpec.DATA));
        assertEquals(QosSpec.DATA, client.qos());
        assertEquals("", system.irm.flows().getFirst().policies());
    }

    @Test
    void operatorsSeeWhatTypesSayOfTheirPoliciesAmongTheOthers() {
        PolicyInfo lfa = new PolicyInfo("routing", "lfa", "org.ouroboros.routing.lfa", "1.0.0");
        PolicyInfo simple = new PolicyInfo("forwarding", "simple", "org.ouroboros.forwarding.simple", "1.0.0");
        SlotInfo slot = new SlotInfo("IPCP a", "routing", "lfa", "lfa", 1, "swapped");
        ReluctantType unicast = new ReluctantType(system.loop);
        unicast.policies.addAll(List.of(lfa, simple));
        unicast.slots.add(slot);
        ReluctantType broadcast = new ReluctantType(system.loop);
        broadcast.policies.add(simple);
        system.irm.addType("unicast", unicast, "org.ouroboros.ipcp.unicast 1.0.0");
        system.irm.addType("broadcast", broadcast, "org.ouroboros.ipcp.broadcast 1.0.0");
        system.offer(new CountingPolicy(true), "newest", "1.0.0");
        system.irm.createName(NameSpec.of("name", "newest"));
        system.settle();

        assertEquals(
                List.of("newest", "simple", "lfa"),
                system.irm.policies().stream().map(PolicyInfo::name).toList());
        assertEquals(
                List.of("name name", "IPCP a"),
                system.irm.slots().stream().map(SlotInfo::slot).toList());

        system.irm.removeType(unicast);
        assertEquals(
                List.of("newest", "simple"),
                system.irm.policies().stream().map(PolicyInfo::name).toList());
        assertEquals(1, system.irm.slots().size());
    }

    @Test
    void deallocationIsSeenByThePeerAcrossTheLayer() {
        Running server = localServer();
        Flow client = system.allocate("name");
        system.settle();
        send(client, "before");
        client.deallocate();
        system.settle();
        Flow accepted = server.server().latest();
        assertEquals("before", receive(accepted));
        assertEquals(FlowState.PEER_DEALLOCATED, accepted.state());
    }

    @Test
    void destroyedIpcpTakesItsFlowsDown() {
        Running server = localServer();
        Flow client = system.allocate("name");
        system.settle();
        system.irm.destroyIpcp("ipcp");
        system.settle();
        assertEquals(FlowState.DOWN, client.state());
        assertEquals(FlowState.DOWN, server.server().latest().state());
        assertEquals(List.of(), system.irm.names().getFirst().registered());
    }

    @Test
    void boundNameIsReachedDirectlyWhenTheLayerThatHadItIsGone() {
        localServer();
        assertEquals(Optional.of("ipcp"), flowInfo(system.allocate("name")));
        system.irm.destroyIpcp("ipcp");
        system.settle();
        assertEquals(Optional.empty(), flowInfo(system.allocate("name")));
    }

    @Test
    void ipcpComesBackWithItsTypeItsLayerAndItsNames() {
        localServer();
        Flow client = system.allocate("name");
        system.irm.removeType(system.local);
        system.settle();
        assertEquals(FlowState.UP, client.state());
        assertEquals(IpcpState.WAITING_FOR_TYPE, system.irm.ipcps().getFirst().state());

        system.irm.addType("local", system.local, "org.ouroboros.ipcp.local 1.0.1");
        system.settle();
        IpcpInfo back = system.irm.ipcps().getFirst();
        assertEquals(IpcpState.OPERATIONAL, back.state());
        assertEquals(Optional.of("layer"), back.layer());
        assertEquals(List.of("name"), back.registered());
        assertEquals(Optional.of("ipcp"), flowInfo(system.allocate("name")));
    }

    @Test
    void anotherProviderOfATypeTakesOverFromTheOneThatLeaves() {
        localServer();
        IpcpType successor = new LocalIpcpType();
        system.irm.addType("local", successor, "org.ouroboros.ipcp.local 1.1.0");
        assertEquals(
                "org.ouroboros.ipcp.local 1.0.0",
                system.irm.ipcpTypes().getFirst().bundle());

        system.irm.removeType(system.local);
        system.settle();
        assertEquals(
                "org.ouroboros.ipcp.local 1.1.0",
                system.irm.ipcpTypes().getFirst().bundle());
        assertEquals(Optional.of("ipcp"), flowInfo(system.allocate("name")));
    }

    @Test
    void ipcpsComeBackInTheOrderInWhichTheyJoined() {
        system.bootstrap("west", "virtual", "link", Map.of("delay_ms", "20"));
        system.bootstrap("east", "virtual", "link", Map.of());
        system.irm.removeType(system.virtual);
        system.irm.addType("virtual", system.virtual, "again");
        system.settle();
        assertEquals(
                List.of(IpcpState.OPERATIONAL, IpcpState.OPERATIONAL),
                system.irm.ipcps().stream().map(IpcpInfo::state).toList());
    }

    @Test
    void flowThatWaitsWhenItsLayerGoesCostsTheProcessNothing() {
        system.bootstrap("ipcp", "local", "layer", Map.of());
        system.bind("late", "name");
        system.register("name", "ipcp");
        CompletableFuture<Flow> answer = system.request("name");
        system.settle();
        system.irm.destroyIpcp("ipcp");
        Running late = system.run("late", 1);
        system.settle();
        assertTrue(answer.isCompletedExceptionally());
        assertEquals(0, late.process().flows());
    }

    @Test
    void ipcpThatFailedToJoinCanTryAgain() {
        system.irm.createIpcp("ipcp", "local");
        assertTrue(system.join("ipcp", "layer", Map.of("hash", "CRC")).isCompletedExceptionally());
        assertEquals(
                IpcpState.OPERATIONAL,
                system.loop.await(system.join("ipcp", "layer", Map.of())).state());
    }

    @Test
    void whileItsTypeIsAwayARequestSaysWhatIsMissing() {
        localServer();
        system.irm.removeType(system.local);
        IrmException failure = assertThrows(IrmException.class, () -> system.register("other", "ipcp"));
        assertEquals(Problem.UNAVAILABLE, failure.problem());
        assertTrue(failure.toString().contains("type 'local'"), failure.toString());
    }

    @Test
    void flowOverAVirtualLinkGoesToTheOtherEndOfIt() {
        Running server = virtualServer();
        Flow client = system.allocate("name");
        send(client, "far");
        system.settle();
        assertEquals("nothing", receive(server.server().latest()), "the link delays by 20 ms");
        system.loop.runFor(Duration.ofMillis(20));
        assertEquals("far", receive(server.server().latest()));
        assertEquals(Optional.of("va"), flowInfo(client));
    }

    @Test
    void qosThatNeedsAMissingPolicyIsRefusedByName() {
        virtualServer();
        FlowRefused refused =
                assertThrows(FlowRefused.class, () -> system.loop.await(system.request("name", QosSpec.DATA)));
        assertEquals(FlowRefused.Reason.UNSUPPORTED_QOS, refused.reason());
        assertTrue(refused.toString().contains("'frcp'"), refused.toString());
    }

    @Test
    void silentPeerIsDeclaredDeadAfterTheTimeoutOfTheQos() {
        system.bootstrap("va", "virtual", "link", Map.of("loss", "1"));
        system.bootstrap("vb", "virtual", "link", Map.of());
        system.run("server");
        system.bind("server", "name");
        system.register("name", "vb");
        Flow client = system.loop.await(system.request("name", QosSpec.RAW.withTimeoutMs(4_000)));
        system.loop.runFor(Duration.ofMillis(4_001));
        assertEquals(FlowState.PEER_DEAD, client.state());
    }

    @Test
    void keepAlivesHoldAQuietFlowUp() {
        Running server = virtualServer();
        Flow client = system.loop.await(system.request("name", QosSpec.RAW.withTimeoutMs(4_000)));
        system.loop.runFor(Duration.ofSeconds(60));
        assertEquals(FlowState.UP, client.state());
        assertEquals("nothing", receive(server.server().latest()), "a sign of life is no message");
    }

    @Test
    void registeredNameOfAnotherLayerTypeIsReachedDirectly() {
        system.bootstrap("ipcp", "local", "layer", Map.of());
        Running server = system.run("server");
        system.bind("server", "name");
        system.allocate("name");
        system.settle();
        assertEquals(Optional.empty(), flowInfo(server.server().latest()));
    }

    @Test
    void nameThatIsBoundNowhereIsLookedForInTheLayers() {
        system.bootstrap("ipcp", "local", "layer", Map.of());
        system.irm.createName(NameSpec.of("elsewhere", "round-robin"));
        FlowRefused refused = assertThrows(FlowRefused.class, () -> system.allocate("elsewhere"));
        assertEquals(FlowRefused.Reason.UNREACHABLE, refused.reason());
    }

    @Test
    void nameThatIsNotKnownHereIsLookedForInAllLayers() {
        SimulatedSystem other = new SimulatedSystem(system.loop, system.virtual, SimulatedSystem.SETTINGS);
        system.bootstrap("near", "virtual", "link", Map.of());
        other.bootstrap("far", "virtual", "link", Map.of());
        FlowRefused refused = assertThrows(FlowRefused.class, () -> system.allocate("name"));
        assertEquals(FlowRefused.Reason.UNREACHABLE, refused.reason());
        assertTrue(refused.toString().contains("asked layer 'link' through IPCP 'near'"), refused.toString());

        Running server = other.run("server");
        other.bind("server", "name");
        other.register("name", "far");
        Flow client = system.allocate("name");
        system.settle();
        send(client, "from afar");
        system.settle();
        assertEquals("from afar", receive(server.server().latest()));
        assertEquals(List.of(), system.irm.names());
        other.irm.close();
        system.settle();
    }

    @Test
    void wrongRequestsNameTheThingAndWhatWouldWork() {
        system.bootstrap("ipcp", "local", "layer", Map.of());
        assertProblem(Problem.EXISTS, "'ipcp'", () -> system.irm.createIpcp("ipcp", "local"));
        assertProblem(Problem.UNKNOWN, "local, virtual", () -> system.irm.createIpcp("other", "udp9"));
        assertProblem(Problem.INVALID, "256 bytes", () -> system.irm.createIpcp("n".repeat(256), "local"));
        assertProblem(Problem.UNKNOWN, "there is ipcp", () -> system.irm.destroyIpcp("nothing"));
        assertProblem(
                Problem.WRONG_STATE,
                "member of a layer already",
                () -> system.loop.await(system.join("ipcp", "again", Map.of())));
        system.irm.createIpcp("fresh", "local");
        assertProblem(
                Problem.INVALID,
                "it has hash",
                () -> system.loop.await(system.join("fresh", "layer", Map.of("colour", "red"))));
        assertProblem(Problem.WRONG_STATE, "bootstrap or enroll", () -> system.register("name", "fresh"));
        assertProblem(
                Problem.UNKNOWN, "process '77'", () -> system.irm.bindings().bindProcess(77, "name"));
        assertProblem(Problem.UNKNOWN, "not bound", () -> {
            system.bind("program", "name");
            system.irm.bindings().unbindProgram("another", "name");
        });
        CompletableFuture<IpcpInfo> badValue = system.join("fresh", "layer", Map.of("hash", "CRC"));
        assertTrue(badValue.isCompletedExceptionally());
        assertEquals(
                IpcpState.CREATED,
                system.irm.ipcps().stream()
                        .filter(ipcp -> ipcp.name().equals("fresh"))
                        .findFirst()
                        .orElseThrow()
                        .state());
    }

    private static void assertProblem(Problem problem, String words, Executable request) {
        IrmException failure = assertThrows(IrmException.class, request);
        assertEquals(problem, failure.problem());
        assertTrue(failure.toString().contains(words), failure.toString());
    }

    private Running localServer() {
        system.bootstrap("ipcp", "local", "layer", Map.of());
        Running server = system.run("server");
        system.bind("server", "name");
        system.register("name", "ipcp");
        return server;
    }

    private Running virtualServer() {
        system.bootstrap("va", "virtual", "link", Map.of("delay_ms", "20"));
        system.bootstrap("vb", "virtual", "link", Map.of());
        Running server = system.run("server");
        system.bind("server", "name");
        system.register("name", "vb");
        return server;
    }

    private Optional<String> flowInfo(Flow flow) {
        return system.irm.flows().stream()
                .filter(info -> info.id() == flow.id())
                .findFirst()
                .orElseThrow()
                .ipcp();
    }
}
