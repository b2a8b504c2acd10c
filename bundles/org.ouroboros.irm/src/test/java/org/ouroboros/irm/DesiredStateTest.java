// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.ouroboros.api.QosSpec;
import org.ouroboros.api.irm.IpcpInfo;
import org.ouroboros.api.irm.IpcpState;
import org.ouroboros.api.irm.IrmException;
import org.ouroboros.api.irm.LayerComponent;
import org.ouroboros.api.irm.LayerSpec;
import org.ouroboros.api.irm.NameInfo;
import org.ouroboros.api.irm.NameSpec;
import org.ouroboros.api.irm.Origin;
import org.ouroboros.api.irm.ProgramBinding;
import org.ouroboros.api.irm.SystemEvent;
import org.ouroboros.irm.Desired.Source;
import org.ouroboros.irm.declaration.Connection;
import org.ouroboros.irm.declaration.Declaration;
import org.ouroboros.irm.declaration.Key;
import org.ouroboros.irm.declaration.Membership;
import org.ouroboros.irm.declaration.Wildcard;

/** What is declared holds as soon as it can, and no longer than it is declared. */
class DesiredStateTest {
    private final SimulatedSystem system = new SimulatedSystem(3);
    private final ReluctantType reluctant = new ReluctantType(system.loop);

    @AfterEach
    void nothingIsLeftBehind() {
        system.irm.close();
        system.settle();
        assertEquals(List.of(), system.irm.ipcps());
        assertEquals(List.of(), system.irm.names());
        assertEquals(0, system.pool.outstanding());
    }

    @Test
    void declaredSystemIsMadeInWhateverOrderItIsDeclared() {
        system.offer(new CountingPolicy(false), "round-robin", "1.0.0");
        declareFile("b", program("server", "name"));
        declareFile("n", name("name", List.of("home"), List.of()));
        declareFile("i", bootstrapped("home", "local", "lan"));
        system.settle();
        assertEquals(IpcpState.OPERATIONAL, ipcp("home").state());
        assertEquals(List.of("home"), name().registered());
        assertEquals("server", name().programs().getFirst().program());
        assertEquals(new Origin.Declared("i"), ipcp("home").origin());
        assertEquals(new Origin.Declared("n"), name().origin());
        assertEquals(new Origin.Declared("b"), name().programs().getFirst().origin());
        assertEquals(Optional.empty(), name().waiting());
    }

    @Test
    void ipcpWaitsForItsTypeAndSaysSo() {
        declareFile("i", bootstrapped("home", "reluctant", "lan"));
        declareFile("n", name("name", List.of(), List.of("l*")));
        system.settle();
        assertEquals(IpcpState.WAITING_FOR_TYPE, ipcp("home").state());
        assertTrue(ipcp("home").waiting().orElseThrow().contains("type 'reluctant' is not installed"));
        install();
        system.settle();
        assertEquals(IpcpState.OPERATIONAL, ipcp("home").state());
        assertEquals(Optional.empty(), ipcp("home").waiting());
        assertEquals(List.of("home"), name().registered());
    }

    @Test
    void enrolmentIsTriedAgainAfterWaitsThatDoubleUpToTheLongest() {
        install();
        reluctant.refused.add("enrol");
        declareKept("i", enrolled("home", "there"));
        system.loop.runFor(Duration.ofSeconds(250));
        assertEquals(List.of(0L, 1L, 3L, 7L, 15L, 31L, 63L, 123L, 183L, 243L), reluctant.times("enrol"));
        assertTrue(ipcp("home").waiting().orElseThrow().contains("no to 'enrol home there'"));
        reluctant.refused.clear();
        system.loop.runFor(Duration.ofMinutes(1));
        assertEquals(Optional.of("layer of there"), ipcp("home").layer());
        system.loop.runFor(Duration.ofMinutes(10));
        assertEquals(11, reluctant.times("enrol").size());
    }

    @Test
    void ipcpWhoseTypeCannotCreateItGoesOnTryingAndCostsNoOther() {
        install();
        declareKept("i", bootstrapped("home", "reluctant", "lan"));
        system.settle();
        reluctant.refused.add("create home");
        system.irm
                .desired()
                .replaceAll(List.of(
                        new Source("i", bootstrapped("home", "reluctant", "wan"), Origin.KEPT),
                        new Source("o", bootstrapped("other", "local", "lan"), Origin.KEPT)));
        system.settle();
        assertEquals(IpcpState.OPERATIONAL, ipcp("other").state());
        assertTrue(ipcp("home").waiting().orElseThrow().contains("no to 'create home'"));
        reluctant.refused.clear();
        system.loop.runFor(Duration.ofMinutes(1));
        assertEquals(Optional.of("wan"), ipcp("home").layer());
    }

    @Test
    void whatWaitsIsTriedAtOnceWhenAnotherIpcpHasJoined() {
        install();
        reluctant.refused.add("enrol");
        declareKept("i", enrolled("home", "there"));
        system.loop.runFor(Duration.ofSeconds(100));
        reluctant.refused.clear();
        declareKept("there", bootstrapped("there", "local", "lan"));
        system.settle();
        assertEquals(List.of(0L, 1L, 3L, 7L, 15L, 31L, 63L, 100L), reluctant.times("enrol"));
        assertEquals(IpcpState.OPERATIONAL, ipcp("home").state());
    }

    @Test
    void ipcpThatCannotRejoinWhenItsTypeComesBackGoesOnTrying() {
        install();
        system.irm.createIpcp("home", "reluctant");
        system.loop.await(system.join("home", "lan", Map.of()));
        system.irm.removeType(reluctant);
        reluctant.refused.add("bootstrap");
        install();
        system.loop.runFor(Duration.ofSeconds(5));
        assertEquals(IpcpState.CREATED, ipcp("home").state());
        reluctant.refused.clear();
        system.loop.runFor(Duration.ofSeconds(5));
        assertEquals(IpcpState.OPERATIONAL, ipcp("home").state());
        assertEquals(Origin.TRANSIENT, ipcp("home").origin());
    }

    @Test
    void connectionsAreMadeTakenBackAndMadeAgainWithTheIpcp() {
        install();
        reluctant.refused.add("connect b");
        declareFile("i", bootstrapped("home", "reluctant", "lan").connected(List.of(connection("a"), connection("b"))));
        system.loop.runFor(Duration.ofSeconds(2));
        assertEquals(List.of(0L), reluctant.times("connect a"));
        assertTrue(ipcp("home").waiting().orElseThrow().contains("no to 'connect b'"));
        reluctant.refused.clear();
        system.loop.runFor(Duration.ofSeconds(10));
        assertEquals(Optional.empty(), ipcp("home").waiting());

        declareFile("i", bootstrapped("home", "reluctant", "lan").connected(List.of(connection("b"))));
        system.settle();
        assertEquals(1, reluctant.times("disconnect a").size());
        assertEquals(List.of(0L), reluctant.times("connect a"));
        assertEquals(1, reluctant.times("bootstrap").size());

        int before = reluctant.times("connect b").size();
        system.irm.removeType(reluctant);
        install();
        system.settle();
        assertEquals(before + 1, reluctant.times("connect b").size());
    }

    @Test
    void neighbourThatIsAwayHoldsUpNoOther() {
        install();
        reluctant.refused.add("connect a");
        declareFile("i", bootstrapped("home", "reluctant", "lan").connected(List.of(connection("a"), connection("b"))));
        system.settle();
        assertEquals(List.of(0L), reluctant.times("connect b"));
        assertTrue(ipcp("home").waiting().orElseThrow().startsWith("connection to 'a': no to 'connect a'"));
        system.loop.runFor(Duration.ofSeconds(4));
        assertEquals(Set.of(0L, 1L, 3L), Set.copyOf(reluctant.times("connect a")));
        assertEquals(List.of(0L), reluctant.times("connect b"));
    }

    @Test
    void lostConnectionIsMadeAgainAtOnceAndThenAfterWaits() {
        install();
        declareFile("i", bootstrapped("home", "reluctant", "lan").connected(List.of(connection("a"), connection("b"))));
        system.loop.runFor(Duration.ofSeconds(100));
        system.told();
        reluctant.refused.add("connect a");
        lose("a", Set.of(LayerComponent.values()), "nothing was heard of it for 3 s");
        assertEquals(
                Optional.of("connection to 'a': nothing was heard of it for 3 s"),
                ipcp("home").waiting());
        system.loop.runFor(Duration.ofSeconds(5));
        assertEquals(List.of(0L, 100L, 101L, 103L), reluctant.times("connect a"));
        assertTrue(ipcp("home").waiting().orElseThrow().contains("no to 'connect a'"));
        assertEquals(List.of(SystemEvent.CONNECTION_LOST, SystemEvent.WAITING), system.told());
        reluctant.refused.clear();
        system.loop.runFor(Duration.ofSeconds(5));
        assertEquals(Optional.empty(), ipcp("home").waiting());
        assertEquals(List.of(SystemEvent.CONNECTION_RESTORED, SystemEvent.DONE), system.told());
        assertEquals(List.of(0L), reluctant.times("connect b"));
    }

    @Test
    void onlyTheComponentThatIsLostIsConnectedAgain() {
        install();
        declareFile("i", bootstrapped("home", "reluctant", "lan").connected(List.of(connection("a"))));
        system.loop.runFor(Duration.ofSeconds(10));
        lose("a", Set.of(LayerComponent.DATA_TRANSFER), "its flow ended");
        system.settle();
        assertEquals(Set.of(LayerComponent.DATA_TRANSFER), reluctant.connected.getLast());
        lose("a", Set.of(LayerComponent.DATA_TRANSFER), "its flow ended");
        lose("stranger", Set.of(LayerComponent.DATA_TRANSFER), "it is not wanted");
        system.settle();
        assertEquals(2, reluctant.connected.size(), "what is lost at once is not asked for at once");
        system.loop.runFor(Duration.ofSeconds(2));
        assertEquals(3, reluctant.connected.size());
    }

    @Test
    void connectionThatIsTakenBackIsNotMadeAgain() {
        install();
        declareFile("i", bootstrapped("home", "reluctant", "lan"));
        system.settle();
        system.loop.await(system.irm.connect("home", "a", Set.of(LayerComponent.values()), QosSpec.RAW));
        lose("a", Set.of(LayerComponent.values()), "it left");
        system.loop.await(system.irm.disconnect("home", "a", Set.of(LayerComponent.values())));
        system.loop.runFor(Duration.ofSeconds(100));
        assertEquals(1, reluctant.connected.size());
        assertEquals(Optional.empty(), ipcp("home").waiting());
    }

    @Test
    void connectionThatARequestMakesWaitsForNothing() {
        install();
        declareFile("i", bootstrapped("home", "reluctant", "lan").connected(List.of(connection("a"))));
        loseForLong("a");
        system.loop.await(system.irm.connect("home", "a", Set.of(LayerComponent.values()), QosSpec.RAW));
        assertEquals(Optional.empty(), ipcp("home").waiting());
        int before = reluctant.times("connect a").size();
        system.loop.runFor(Duration.ofSeconds(100));
        assertEquals(before, reluctant.times("connect a").size(), "what holds is not made again");
    }

    @Test
    void whatIsLeftOfAConnectionWaitsForNothing() {
        install();
        declareFile("i", bootstrapped("home", "reluctant", "lan").connected(List.of(connection("a"))));
        system.loop.runFor(Duration.ofSeconds(100));
        reluctant.refused.add("connect a");
        lose("a", Set.of(LayerComponent.DATA_TRANSFER), "nothing was heard of it for 3 s");
        system.loop.runFor(Duration.ofSeconds(100));
        assertTrue(ipcp("home").waiting().isPresent());
        system.loop.await(system.irm.disconnect("home", "a", Set.of(LayerComponent.DATA_TRANSFER)));
        assertEquals(Optional.empty(), ipcp("home").waiting());
    }

    /** Loses a connection, and does not get it back until waits are long. */
    private void loseForLong(String neighbour) {
        system.loop.runFor(Duration.ofSeconds(100));
        reluctant.refused.add("connect " + neighbour);
        lose(neighbour, Set.of(LayerComponent.values()), "nothing was heard of it for 3 s");
        system.loop.runFor(Duration.ofSeconds(100));
        assertTrue(ipcp("home").waiting().isPresent());
        reluctant.refused.clear();
    }

    @Test
    void declaredConnectionThatLosesAComponentKeepsTheOther() {
        install();
        declareFile("i", bootstrapped("home", "reluctant", "lan").connected(List.of(connection("a"))));
        system.settle();
        Connection management = new Connection("a", Set.of(LayerComponent.MANAGEMENT), QosSpec.RAW);
        declareFile("i", bootstrapped("home", "reluctant", "lan").connected(List.of(management)));
        system.loop.runFor(Duration.ofSeconds(10));
        assertEquals(1, reluctant.connected.size());
        assertEquals(1, reluctant.times("disconnect a").size());
        Connection better = new Connection("a", Set.of(LayerComponent.values()), QosSpec.VIDEO);
        declareFile("i", bootstrapped("home", "reluctant", "lan").connected(List.of(better)));
        system.settle();
        assertEquals(Set.of(LayerComponent.DATA_TRANSFER), reluctant.connected.getLast());
    }

    @Test
    void registrationThatFailsIsTriedUntilItHolds() {
        install();
        reluctant.refused.add("register");
        declareFile("i", bootstrapped("home", "reluctant", "lan"));
        declareFile("n", name("name", List.of("home"), List.of()));
        system.loop.runFor(Duration.ofSeconds(4));
        assertEquals(List.of(), name().registered());
        assertTrue(name().waiting().orElseThrow().contains("no to 'register home'"));
        reluctant.refused.clear();
        system.loop.runFor(Duration.ofSeconds(4));
        assertEquals(List.of("home"), name().registered());
    }

    @Test
    void nameWaitsForAnIpcpThatIsNotThere() {
        declareFile("n", name("name", List.of("home"), List.of()));
        system.settle();
        assertTrue(name().waiting().orElseThrow().contains("IPCP 'home', which is not operational"));
        declareFile("b", new Declaration.OfBoundIpcp("home", "name"));
        declareFile("i", bootstrapped("home", "local", "lan"));
        system.settle();
        assertEquals(List.of("home"), name().registered());
        assertEquals(List.of("home"), name().ipcps());
    }

    @Test
    void fileWinsOverWhatIsKeptUntilItIsGone() {
        declareKept("kept", bootstrapped("home", "local", "kept"));
        system.settle();
        declareFile("i", bootstrapped("home", "local", "lan"));
        system.settle();
        assertEquals(Optional.of("lan"), ipcp("home").layer());
        assertEquals(new Origin.Declared("i"), ipcp("home").origin());
        system.irm.desired().remove("i");
        system.settle();
        assertEquals(Optional.of("kept"), ipcp("home").layer());
        assertEquals(Origin.KEPT, ipcp("home").origin());
    }

    @Test
    void changedFileChangesWhatItDeclares() {
        declareFile("i", bootstrapped("home", "local", "lan"));
        declareFile("j", bootstrapped("other", "local", "wan"));
        declareFile("n", name("name", List.of("home"), List.of()));
        system.settle();
        int id = ipcp("home").id();

        declareFile("n", name("name", List.of("other"), List.of()).balanced("newest"));
        system.settle();
        assertEquals(List.of("other"), name().registered());
        assertEquals("round-robin", name().spec().balancing());
        assertTrue(name().waiting().orElseThrow().contains("newest"), "it is not installed");
        system.offer(new CountingPolicy(true), "newest", "1.0.0");
        system.loop.runFor(Duration.ofSeconds(2));
        assertEquals("newest", name().spec().balancing());

        declareFile("i", bootstrapped("home", "local", "man"));
        declareFile("n", name("name", List.of(), List.of("man")));
        system.settle();
        assertEquals(List.of("home"), name().registered());
        assertEquals(id, ipcp("home").id(), "another layer is no other IPCP");

        declareFile("i", bootstrapped("home", "virtual", "man"));
        system.settle();
        assertEquals("virtual", ipcp("home").type());
        assertEquals(List.of("home"), name().registered());
        assertTrue(ipcp("home").id() > id, "another type is");
    }

    @Test
    void removedFileTakesAwayWhatItDeclaredAndNothingElse() {
        declareFile("i", bootstrapped("home", "local", "lan"));
        declareFile("n", name("name", List.of("home"), List.of()));
        declareFile("b", program("server", "name"));
        declareKept("c", program("kept", "name"));
        system.settle();
        system.irm.desired().remove("i");
        assertEquals(List.of(), system.irm.ipcps());
        system.irm.desired().remove("n");
        assertEquals(List.of(), name().registered());
        assertEquals(2, name().programs().size());
        system.irm.desired().remove("b");
        assertEquals("kept", name().programs().getFirst().program());
        system.irm.desired().remove("c");
        assertEquals(List.of(), system.irm.names());
    }

    @Test
    void autobindBindsTheNamesOfTheIpcpAndItsLayer() {
        Declaration.OfIpcp plain = bootstrapped("home", "local", "lan");
        declareFile("i", plain.joining(plain.membership().orElseThrow(), true, 0));
        system.settle();
        assertEquals(
                List.of("home", "lan"),
                system.irm.names().stream().map(NameInfo::name).toList());
        declareFile("i", plain);
        assertEquals(List.of(), system.irm.names());
    }

    @Test
    void allThatIsReadAtOnceIsMadeInItsOrder() {
        Membership plain = new Membership.Bootstrap(new LayerSpec("link", Map.of()));
        Membership delayed = new Membership.Bootstrap(new LayerSpec("link", Map.of("delay_ms", "20")));
        system.irm
                .desired()
                .replaceAll(List.of(
                        source("1", new Declaration.OfIpcp("a", "virtual", Optional.of(plain), List.of(), false, 2)),
                        source(
                                "2",
                                new Declaration.OfIpcp("b", "virtual", Optional.of(delayed), List.of(), false, 1))));
        system.settle();
        assertEquals(
                List.of(IpcpState.OPERATIONAL, IpcpState.OPERATIONAL),
                system.irm.ipcps().stream().map(IpcpInfo::state).toList());
    }

    @Test
    void whatIsNotReadAgainIsGone() {
        declareKept("i", bootstrapped("home", "local", "lan"));
        declareKept("j", bootstrapped("other", "local", "lan2"));
        system.settle();
        int id = ipcp("other").id();
        system.irm.desired().replaceAll(List.of(source("j", bootstrapped("other", "local", "lan2"))));
        assertEquals(
                List.of("other"),
                system.irm.ipcps().stream().map(IpcpInfo::name).toList());
        assertEquals(id, ipcp("other").id());
    }

    @Test
    void transientChangesOfWhatIsDeclaredHoldUntilTheDeclarationChanges() {
        declareFile("i", bootstrapped("home", "local", "lan"));
        declareFile("n", name("name", List.of("home"), List.of()));
        system.settle();
        system.loop.await(system.irm.unregister("name", Set.of("home")));
        system.loop.runFor(Duration.ofSeconds(100));
        assertEquals(List.of(), name().registered());
        assertEquals(Optional.empty(), name().waiting());
        system.irm.destroyIpcp("home");
        system.loop.runFor(Duration.ofSeconds(100));
        assertEquals(List.of(), system.irm.ipcps());
        declareFile("i", bootstrapped("home", "local", "wan"));
        system.settle();
        assertEquals(List.of("home"), name().registered());
    }

    @Test
    void whatAFileDeclaresIsRefusedByNameOfTheFile() {
        declareFile("org.ouroboros.ipcp~home.cfg", bootstrapped("home", "local", "lan"));
        IrmException refused =
                assertThrows(IrmException.class, () -> system.irm.desired().requireNoFile(Key.ipcp("home")));
        assertTrue(String.valueOf(refused.getMessage()).contains("org.ouroboros.ipcp~home.cfg"));
    }

    @Test
    void destroyedObjectTakesAlongWhatRefersToIt() {
        List<Declaration> kept = List.of(
                bootstrapped("home", "local", "lan"),
                bootstrapped("other", "local", "lan"),
                name("name", List.of("home", "other", "h*"), List.of("home")),
                program("server", "name"),
                program("server", "home"),
                new Declaration.OfBoundIpcp("home", "name"));
        assertEquals(
                List.of(
                        Staged.Write.none(Key.ipcp("home")),
                        Staged.Write.of(name("name", List.of("other", "h*"), List.of("home"))),
                        Staged.Write.none(Key.boundIpcp("home", "name"))),
                Keeping.destroyed(Key.ipcp("home"), kept));
        assertEquals(
                Stream.of(Key.name("name"), Key.program("server", "name"), Key.boundIpcp("home", "name"))
                        .map(Staged.Write::none)
                        .toList(),
                Keeping.destroyed(Key.name("name"), kept));
    }

    private void install() {
        system.irm.addType("reluctant", reluctant, "test 1.0.0");
    }

    private void lose(String neighbour, Set<LayerComponent> components, String reason) {
        reluctant.host("home").disconnected(neighbour, components, reason);
    }

    private void declareFile(String file, Declaration declaration) {
        system.irm.desired().put(new Source(file, declaration, new Origin.Declared(file)));
    }

    private void declareKept(String pid, Declaration declaration) {
        system.irm.desired().put(source(pid, declaration));
    }

    private static Source source(String pid, Declaration declaration) {
        return new Source(pid, declaration, Origin.KEPT);
    }

    private static Declaration.OfIpcp bootstrapped(String ipcp, String type, String layer) {
        return Declaration.OfIpcp.created(ipcp, type)
                .joining(new Membership.Bootstrap(new LayerSpec(layer, Map.of())), false, 0);
    }

    private static Declaration.OfIpcp enrolled(String ipcp, String destination) {
        return Declaration.OfIpcp.created(ipcp, "reluctant")
                .joining(new Membership.Enrolment(destination, Optional.empty()), false, 0);
    }

    private static Connection connection(String neighbour) {
        return new Connection(neighbour, Set.of(LayerComponent.values()), QosSpec.RAW);
    }

    private static Declaration.OfName name(String name, List<String> ipcps, List<String> layers) {
        return new Declaration.OfName(
                NameSpec.of(name, NameSpec.ROUND_ROBIN),
                ipcps.stream().map(Wildcard::parse).toList(),
                layers.stream().map(Wildcard::parse).toList());
    }

    private static Declaration program(String program, String name) {
        return new Declaration.OfProgram(new ProgramBinding(program, name, false, List.of()));
    }

    private IpcpInfo ipcp(String name) {
        return system.irm.ipcp(name).orElseThrow();
    }

    private NameInfo name() {
        return system.irm.name("name").orElseThrow();
    }
}
