// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ouroboros.api.Flow;
import org.ouroboros.api.FlowRefused;
import org.ouroboros.api.FlowRefused.Reason;
import org.ouroboros.api.FlowState;
import org.ouroboros.api.QosSpec;
import org.ouroboros.api.irm.LayerComponent;
import org.ouroboros.api.irm.LayerView;
import org.ouroboros.api.irm.SystemEvent;
import org.ouroboros.irm.declaration.Membership;
import org.ouroboros.packet.Packet;
import org.ouroboros.policy.ipcp.LayerRefused;
import org.ouroboros.testing.LogCapture;

/** Unicast layers of whole systems, over wires that can be cut, on virtual time. */
class UnicastLayerTest {
    private static final String NET = "net";

    // where an announcement of a link has what
    private static final int ANNOUNCEMENT_BYTES = 24;
    private static final int NEAR_AT = 8;
    private static final int SEQUENCE_AT = 16;

    @Test
    void aFlowReachesTheNextSystem() {
        Network network = new Network(1, 2);
        network.ring(NET, Map.of());
        exchange(network, 0, 1);
        exchange(network, 1, 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"link-state", "lfa", "ecmp"})
    void inARingEveryPairReachesEveryOther(String routing) {
        Network network = new Network(2, 5);
        network.ring(NET, Map.of("routing", routing));
        everyPairExchanges(network);
    }

    @ParameterizedTest
    @ValueSource(strings = {"link-state", "lfa", "ecmp"})
    void whateverWireOfARingIsCutEveryPairIsBackWithinTheDetectionTime(String routing) {
        for (int cut = 0; cut < 5; cut++) {
            Network network = new Network(3, 5);
            network.ring(NET, Map.of("routing", routing));
            network.wires.cut(Network.wire(cut, (cut + 1) % 5));
            network.loop.runFor(Duration.ofSeconds(3).plus(Network.SETTLING));
            everyPairExchanges(network);
        }
    }

    @Test
    void aWireThatIsMendedCarriesAgainWithoutAWordOfTheOperator() {
        Network network = new Network(9, 2);
        network.ring(NET, Map.of());
        network.wires.cut(Network.wire(0, 1));
        network.loop.runFor(Duration.ofSeconds(4));
        assertEquals(0, network.view(NET, 0).routes().size());
        network.wires.mend(Network.wire(0, 1));
        network.loop.runFor(Duration.ofSeconds(10));
        everyPairExchanges(network);
    }

    @Test
    void membersThatSendNoSignsOfLifeOnManagementStayConnected() {
        Network network = new Network(10, 2);
        network.wires.quietManagement();
        network.ring(NET, Map.of());
        network.loop.runFor(Duration.ofMinutes(5));
        assertEquals(List.of(), connectionsLost(network));
        network.wires.cut(Network.wire(0, 1));
        network.loop.runFor(Duration.ofSeconds(3).plus(Network.SETTLING));
        assertEquals(2, connectionsLost(network).size(), "management and data transfer");
        assertEquals(
                0,
                network.view(NET, 0).adjacencies().size()
                        + network.view(NET, 1).adjacencies().size());
    }

    /** It may wait for the next packet of that flow, and read nothing of its other neighbours until it comes. */
    @Test
    void managementWithAMemberOfThePrototypeOutlivesACut() {
        Network network = new Network(11, 2);
        network.wires.hideNames();
        network.ring(NET, Map.of());
        network.wires.cut(Network.wire(0, 1));
        network.loop.runFor(Duration.ofSeconds(30));
        assertEquals(1, connectionsLost(network).size(), "data transfer");
        assertEquals(
                List.of(LayerComponent.MANAGEMENT),
                network.view(NET, 1).adjacencies().stream()
                        .map(LayerView.Adjacency::component)
                        .toList());
        network.wires.mend(Network.wire(0, 1));
        network.loop.runFor(Duration.ofSeconds(40)); // until it is tried again
        everyPairExchanges(network);
        assertEquals(0, connectionsLost(network).size(), "none since");
    }

    @Test
    void managementIsMadeAnewWithAMemberOfThePrototypeThatJoinedAgain() {
        Network network = new Network(12, 2);
        network.wires.hideNames();
        network.ring(NET, Map.of());
        network.reachable(NET, 1, Network.wire(0, 1) + ".1");
        network.wires.cut(Network.wire(0, 1));
        network.system(0).irm.destroyIpcp(Network.ipcp(NET, 0)); // nobody hears of it
        network.loop.runFor(Duration.ofSeconds(10));
        network.wires.mend(Network.wire(0, 1));
        network.loop.await(network.system(0)
                .irm
                .join(
                        Network.ipcp(NET, 0),
                        Optional.of("unicast"),
                        new Membership.Enrolment(Network.ipcp(NET, 1), Optional.of(NET)),
                        true));
        network.serve(NET, 0);
        network.loop.runFor(Duration.ofSeconds(20)); // until data transfer is tried again
        assertEquals(2, connectionsLost(network).size(), "data transfer, then management");
        everyPairExchanges(network);
    }

    private static List<SystemEvent> connectionsLost(Network network) {
        return network.system(1).told().stream()
                .filter(event -> event == SystemEvent.CONNECTION_LOST)
                .toList();
    }

    @ParameterizedTest
    @CsvSource({"false, 1", "false, 10", "true, 1", "true, 10"})
    void whoConnectsDataTransferAgainAfterHeDisconnectedItAloneIsReached(boolean silently, int secondsBetween) {
        Network network = new Network(15, 2);
        if (silently) {
            network.wires.releaseSilently();
        }
        network.ring(NET, Map.of());
        Set<LayerComponent> dataTransfer = Set.of(LayerComponent.DATA_TRANSFER);
        IpcResourceManager irm = network.system(1).irm;
        network.loop.await(irm.disconnect(Network.ipcp(NET, 1), Network.ipcp(NET, 0), dataTransfer));
        network.loop.runFor(Duration.ofSeconds(secondsBetween));
        assertEquals(0, network.view(NET, 1).routes().size());
        network.loop.await(irm.connect(Network.ipcp(NET, 1), Network.ipcp(NET, 0), dataTransfer, QosSpec.RAW));
        network.loop.runFor(Duration.ofSeconds(1));
        everyPairExchanges(network);
        network.loop.runFor(Duration.ofSeconds(5)); // until the flow before is noticed to be silent
        everyPairExchanges(network);
        assertEquals(
                Set.of(LayerComponent.values()),
                network.view(NET, 0).adjacencies().stream()
                        .map(LayerView.Adjacency::component)
                        .collect(Collectors.toSet()));
    }

    @Test
    void whoseManagementIsDisconnectedByTheNeighbourHearsOfItAtOnce() {
        Network network = new Network(16, 2);
        network.wires.releaseSilently();
        network.ring(NET, Map.of());
        network.loop.await(network.system(1)
                .irm
                .disconnect(Network.ipcp(NET, 1), Network.ipcp(NET, 0), Set.of(LayerComponent.MANAGEMENT)));
        network.loop.runFor(Network.SETTLING);
        assertEquals(
                List.of(LayerComponent.DATA_TRANSFER),
                network.view(NET, 0).adjacencies().stream()
                        .map(LayerView.Adjacency::component)
                        .toList());
    }

    @Test
    void aMemberThatIsGoneIsForgottenAndWhoeverStaysReachesEverybody() {
        Network network = new Network(4, 5);
        network.ring(NET, Map.of());
        network.silence(2);
        network.loop.runFor(Duration.ofSeconds(3).plus(Network.SETTLING));
        for (int from : List.of(0, 1, 3, 4)) {
            for (int to : List.of(0, 1, 3, 4)) {
                if (from != to) {
                    exchange(network, from, to);
                }
            }
        }
        network.loop.runFor(Duration.ofSeconds(80));
        assertEquals(3, network.view(NET, 0).routes().size());
        assertEquals(6, network.view(NET, 0).links().size(), "links of the four that stay");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aMemberThatLeavesIsGoneAtOnce(boolean silently) {
        Network network = new Network(10, 5);
        if (silently) {
            network.wires.releaseSilently();
        }
        network.ring(NET, Map.of());
        Flow flow = network.allocate(NET, 0, 2);
        network.system(2).irm.destroyIpcp(Network.ipcp(NET, 2));
        network.loop.runFor(Network.SETTLING);
        assertEquals(3, network.view(NET, 0).routes().size());
        assertEquals(FlowState.PEER_DEALLOCATED, flow.state());
        for (int neighbour : List.of(1, 3)) {
            assertEquals(
                    2,
                    network.view(NET, neighbour).adjacencies().size(),
                    "management and data transfer to the other one");
        }
        flow.deallocate();
    }

    @Test
    void whoLosesItsTypeAsTheSystemEndsSaysFarewellToItsNeighbours() {
        Network network = new Network(18, 2);
        network.ring(NET, Map.of());
        List<String> said = said(network);
        network.endType(1);
        assertEquals(List.of("withdrawal", "farewell", "farewell"), said);
    }

    @Test
    void aSystemThatEndsHasItsMembersSayFarewellFromTheTopmostLayerOn() {
        Network network = new Network(19, 2);
        network.ring("b", Map.of()); // as its name says, between the others
        network.bootstrap("c", 0, Map.of());
        network.reachable("c", 0, Network.ipcp("b", 0));
        network.bootstrap("a", 0, Map.of());
        network.reachable("a", 0, Network.ipcp("c", 0));
        network.loop.runFor(Duration.ofSeconds(1));
        network.enrol("c", 1, 0);
        network.loop.runFor(Duration.ofSeconds(1));
        network.enrol("a", 1, 0);
        network.loop.runFor(Duration.ofSeconds(1));
        List<String> said = said(network);
        network.loop.await(network.system(1).irm.close());
        assertEquals(
                List.of("withdrawal", "farewell", "farewell"),
                said.subList(said.size() - 3, said.size()),
                "of the undermost layer, which carried what those above said");
        assertEquals(9, said.size());
    }

    /** {@return what members tell their neighbours as they leave, as it is said} */
    private static List<String> said(Network network) {
        List<String> said = new ArrayList<>();
        network.wires.tap = packet -> {
            byte[] bytes = new byte[packet.length()];
            MemorySegment.copy(packet.segment(), ValueLayout.JAVA_BYTE, packet.offset(), bytes, 0, bytes.length);
            String text = new String(bytes, StandardCharsets.ISO_8859_1);
            if (text.endsWith("FAREWELL")) {
                said.add("farewell");
            } else if (text.endsWith("WITHDRAW")) {
                said.add("withdrawal");
            }
        };
        return said;
    }

    @Test
    void onAWheelWithAlternatesOnlyPacketsUnderWayAreLostFromTheDetectionOn() {
        Network network = new Network(5, 6);
        network.wheel(NET, Map.of("routing", "lfa"));
        everyPairExchanges(network);
        network.wires.cut(Network.wire(1, 2));
        network.loop.runFor(Duration.ofSeconds(3).plus(Network.SETTLING));
        everyPairExchanges(network);
    }

    @Test
    void aLayerRunsOverALayerThatRunsOverALayer() {
        Network network = new Network(6, 3);
        for (int i = 0; i < 2; i++) {
            network.wire(i, i + 1, Map.of("delay_ms", "1"));
        }
        network.bootstrap("low", 0, Map.of());
        for (int i = 1; i < 3; i++) {
            network.reachable("low", i - 1, Network.wire(i - 1, i) + "." + (i - 1));
            network.enrol("low", i, i - 1);
        }
        for (String layer : List.of("middle", "high")) {
            String below = layer.equals("middle") ? "low" : "middle";
            network.bootstrap(layer, 0, Map.of());
            network.reachable(layer, 0, Network.ipcp(below, 0));
            network.loop.runFor(Duration.ofSeconds(1));
            network.enrol(layer, 2, 0);
        }
        network.serve("high", 0);
        network.loop.runFor(Duration.ofSeconds(1));
        Flow client = network.allocate("high", 2, 0);
        SimulatedSystem.send(client, "deep");
        network.loop.runFor(Network.SETTLING);
        assertEquals("deep", SimulatedSystem.receive(network.accepted(0)));
    }

    /** A neighbour adopts the number of a copy, and knows better than the owner from then on. */
    @ParameterizedTest
    @ValueSource(ints = {2, 5})
    void aLinkOfWhichACopyHasAFalselyHighNumberStaysUsable(int size) {
        Network network = new Network(17, size);
        network.ring(NET, Map.of());
        network.loop.runFor(Duration.ofSeconds(1));
        int links = network.view(NET, 0).links().size();
        String owner = network.view(NET, 1).address().orElseThrow();
        boolean[] corrupted = {false};
        network.wires.tap = packet -> {
            if (!corrupted[0]
                    && packet.length() == ANNOUNCEMENT_BYTES
                    && near(packet).equals(owner)) {
                packet.segment().set(ValueLayout.JAVA_BYTE, packet.offset() + SEQUENCE_AT, (byte) 0x40);
                corrupted[0] = true;
            }
        };
        for (int second = 0; second < 120; second++) {
            network.loop.runFor(Duration.ofSeconds(1));
            for (int system = 0; system < size; system++) {
                assertEquals(
                        links,
                        network.view(NET, system).links().stream()
                                .filter(LayerView.Link::usable)
                                .count(),
                        "links that system " + system + " uses after " + second + " s");
            }
        }
        assertTrue(corrupted[0]);
        everyPairExchanges(network);
    }

    /** {@return the address of the member that announces a link} */
    private static String near(Packet announcement) {
        byte[] bytes = new byte[Integer.BYTES];
        int lowHalf = announcement.offset() + NEAR_AT + Integer.BYTES;
        MemorySegment.copy(announcement.segment(), ValueLayout.JAVA_BYTE, lowHalf, bytes, 0, bytes.length);
        return "%02x.%02x.%02x.%02x".formatted(bytes[3], bytes[2], bytes[1], bytes[0]);
    }

    @Test
    void whoseNameLeadsBackToItIsToldSoAndGetsNoNeighbour() {
        Network network = new Network(10, 2);
        network.ring(NET, Map.of());
        SimulatedSystem system = network.system(0);
        system.bootstrap("within", "local", "within", Map.of());
        system.register(Network.ipcp(NET, 0), "within");
        LayerRefused refused = assertThrows(LayerRefused.class, () -> network.connect(NET, 0, 0));
        assertEquals(
                "Management connection to 'net.0': the name leads back to IPCP 'net.0' itself", refused.getMessage());
        assertEquals(
                Set.of(Optional.of("net.1")),
                network.view(NET, 0).adjacencies().stream()
                        .map(LayerView.Adjacency::neighbour)
                        .collect(Collectors.toSet()));
        everyPairExchanges(network);
    }

    @Test
    void aNeighbourUnderASecondNameIsRefusedByTheFirstOne() {
        Network network = new Network(14, 2);
        network.ring(NET, Map.of());
        network.system(0).irm.bindings().bindIpcp(Network.ipcp(NET, 0), "alias");
        network.system(0).register("alias", Network.wire(0, 1) + ".0");
        LayerRefused refused = assertThrows(
                LayerRefused.class,
                () -> network.loop.await(network.system(1)
                        .irm
                        .connect(Network.ipcp(NET, 1), "alias", Set.of(LayerComponent.values()), QosSpec.RAW)));
        assertEquals(
                "Management connection to 'alias': it leads to the neighbour that is connected as 'net.0' already: use"
                        + " that name, or disconnect it first",
                refused.getMessage());
        network.loop.runFor(Network.SETTLING);
        assertEquals(2, network.view(NET, 1).adjacencies().size());
        assertEquals(2, network.view(NET, 0).adjacencies().size());
        everyPairExchanges(network);
    }

    @Test
    void twoNeighboursOfOneNameAreBothTakenAndTheOperatorIsToldOnce() throws Exception {
        Network network = new Network(20, 3);
        for (int twin : List.of(1, 2)) {
            network.wire(0, twin, Map.of("delay_ms", "1"));
        }
        network.bootstrap(NET, 0, Map.of());
        for (int twin : List.of(1, 2)) {
            network.reachable(NET, 0, Network.wire(0, twin) + ".0");
        }
        try (LogCapture log = new LogCapture(Class.forName("org.ouroboros.ipcp.unicast.Namesakes"))) {
            for (int twin : List.of(1, 2)) {
                IpcResourceManager irm = network.system(twin).irm;
                network.loop.await(irm.join(
                        "twin",
                        Optional.of("unicast"),
                        new Membership.Enrolment(Network.ipcp(NET, 0), Optional.of(NET)),
                        false));
                network.loop.await(
                        irm.connect("twin", Network.ipcp(NET, 0), Set.of(LayerComponent.values()), QosSpec.RAW));
            }
            network.loop.runFor(Duration.ofMinutes(1));
            List<String> addresses = Stream.of(1, 2)
                    .map(twin -> network.system(twin)
                            .irm
                            .requireIpcp("twin")
                            .member()
                            .view())
                    .map(view -> view.address().orElseThrow())
                    .toList();
            assertEquals(
                    List.of("WARNING IPCP net.0: neighbours " + addresses.get(0) + " and " + addresses.get(1)
                            + " are both called 'twin', and to disconnect that name takes both; give one of them"
                            + " another, unless it came back with a new address"),
                    log.lines());
        }
        assertEquals(2, network.view(NET, 0).routes().size());
    }

    @Test
    void aNeighbourThatIsDisconnectedHearsThatTheLinkIsGone() {
        Network network = new Network(18, 2);
        network.ring(NET, Map.of());
        assertEquals(2, network.view(NET, 0).links().size());
        network.loop.await(network.system(1)
                .irm
                .disconnect(Network.ipcp(NET, 1), Network.ipcp(NET, 0), Set.of(LayerComponent.values())));
        network.loop.runFor(Network.SETTLING);
        assertEquals(List.of(), network.view(NET, 0).links());
    }

    @Test
    void whoIsNotConnectedToANameIsToldToWhichItIs() {
        Network network = new Network(11, 2);
        network.ring(NET, Map.of());
        LayerRefused refused = assertThrows(
                LayerRefused.class,
                () -> network.loop.await(network.system(1)
                        .irm
                        .disconnect(Network.ipcp(NET, 1), "elsewhere", Set.of(LayerComponent.values()))));
        assertEquals("not connected to 'elsewhere', but to net.0", refused.getMessage());
    }

    @ParameterizedTest
    @CsvSource({"15, 15", "15, 14", "60, 60"})
    void aTimeOutThatALinkDoesNotLiveToItsNextAnnouncementIsRefused(String update, String timeout) {
        Network network = new Network(12, 1);
        Map<String, String> options = Map.of("ls_t_update", update, "ls_t_timeo", timeout);
        LayerRefused refused = assertThrows(LayerRefused.class, () -> network.bootstrap(NET, 0, options));
        assertEquals(
                "ls_t_timeo '" + timeout + "' is not above ls_t_update '" + update
                        + "': links would be gone before they are announced again",
                refused.getMessage());
    }

    private static void everyPairExchanges(Network network) {
        for (int from = 0; from < network.size(); from++) {
            for (int to = 0; to < network.size(); to++) {
                if (from != to) {
                    exchange(network, from, to);
                }
            }
        }
    }

    @Test
    void aNameOfAMemberToWhichThereIsNoRouteIsUnreachableAtOnce() {
        Network network = new Network(11, 5);
        network.ring(NET, Map.of());
        network.silence(2);
        network.loop.runFor(Duration.ofSeconds(3).plus(Network.SETTLING));
        long sinceNs = network.loop.nowNs();
        for (int from : List.of(0, 1, 3, 4)) {
            FlowRefused refused = assertThrows(FlowRefused.class, () -> network.allocate(NET, from, 2));
            assertEquals(Reason.UNREACHABLE, refused.reason(), refused.toString());
        }
        assertTrue(network.loop.nowNs() - sinceNs < Duration.ofSeconds(10).toNanos(), "nobody waits for an answer");
    }

    @Test
    void whoIsRefusedByAMemberIsToldWhy() {
        Network network = new Network(1, 2);
        network.ring(NET, Map.of());
        network.system(1).register("orphan", Network.ipcp(NET, 1));
        network.loop.runFor(Network.SETTLING);
        FlowRefused refused =
                assertThrows(FlowRefused.class, () -> network.system(0).allocate("orphan"));
        assertTrue(refused.toString().endsWith(" refused the flow: no acceptor (code -1000)"), refused.toString());
    }

    private static void exchange(Network network, int from, int to) {
        Flow client = network.allocate(NET, from, to);
        Flow server = network.accepted(to);
        SimulatedSystem.send(client, "question");
        network.loop.runFor(Network.SETTLING);
        assertEquals("question", SimulatedSystem.receive(server), from + " -> " + to);
        SimulatedSystem.send(server, "answer");
        network.loop.runFor(Network.SETTLING);
        assertEquals("answer", SimulatedSystem.receive(client), to + " -> " + from);
        client.deallocate();
        server.deallocate();
    }
}
