// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ouroboros.api.irm.Origin;
import org.ouroboros.irm.Desired.Source;
import org.ouroboros.irm.declaration.Declaration;
import org.ouroboros.loop.simulation.SimulatedLoop;

/** What IPCPs remember. */
class IpcpMemoryTest {
    private static final Map<String, String> FACTS = Map.of("address", "17", "neighbours", "b\nc = d#\u00e9");

    private final SimulatedSystem system = new SimulatedSystem(5);
    private final ReluctantType type = new ReluctantType(system.loop);

    @TempDir
    Path folder;

    @Test
    void whatADeclaredIpcpRemembersSurvivesARestart() {
        install(system, type);
        declare(system);
        type.host("home").remember(FACTS);
        assertEquals(FACTS, type.host("home").remembered());
        system.loop.runFor(Duration.ofSeconds(1));

        SimulatedSystem later =
                new SimulatedSystem(system.loop, system.virtual, SimulatedSystem.SETTINGS, Map.copyOf(system.written));
        ReluctantType again = new ReluctantType(later.loop);
        install(later, again);
        declare(later);
        assertEquals(FACTS, again.host("home").remembered());
        later.irm.close();
        system.irm.close();
    }

    @Test
    void whatChangesWithinAShortTimeIsWrittenOnceAndWhatStaysTheSameNotAtAll() {
        install(system, type);
        declare(system);
        for (int i = 0; i < 50; i++) {
            type.host("home").remember(Map.of("count", Integer.toString(i)));
            system.loop.runFor(Duration.ofMillis(1));
        }
        system.loop.runFor(Duration.ofSeconds(1));
        assertEquals(List.of("home"), system.writes);
        assertEquals(Map.of("home", Map.of("count", "49")), system.written);
        type.host("home").remember(Map.of("count", "49"));
        system.loop.runFor(Duration.ofSeconds(1));
        assertEquals(List.of("home"), system.writes);
    }

    @Test
    void transientIpcpIsWrittenOnlyOnceItIsKept() {
        install(system, type);
        system.irm.createIpcp("home", "reluctant");
        type.host("home").remember(FACTS);
        system.loop.runFor(Duration.ofSeconds(1));
        assertEquals(Map.of(), system.written);
        List<Staged> steps =
                system.irm.keeping().stage(List.of(Staged.Write.of(Declaration.OfIpcp.created("home", "reluctant"))));
        assertEquals(1, steps.size());
        system.loop.runFor(Duration.ofSeconds(1));
        assertEquals(Map.of("home", FACTS), system.written);
    }

    @Test
    void destroyedIpcpIsForgottenAndSoIsOneThatANewOneIsNamedAfter() {
        install(system, type);
        declare(system);
        type.host("home").remember(FACTS);
        system.loop.runFor(Duration.ofSeconds(1));
        system.irm.desired().remove("i");
        system.loop.runFor(Duration.ofSeconds(1));
        assertEquals(Map.of(), system.written);
        declare(system);
        assertEquals(Map.of(), type.host("home").remembered());

        SimulatedSystem later = new SimulatedSystem(
                system.loop, system.virtual, SimulatedSystem.SETTINGS, Map.of("home", FACTS, "other", FACTS));
        ReluctantType again = new ReluctantType(later.loop);
        install(later, again);
        later.irm.createIpcp("home", "reluctant");
        assertEquals(Map.of(), again.host("home").remembered());
        later.loop.runFor(Duration.ofSeconds(1));
        assertEquals(Map.of("other", FACTS), later.written);
    }

    @Test
    void whatIsNotWrittenYetIsWrittenWhenTheSystemEnds() {
        install(system, type);
        declare(system);
        type.host("home").remember(FACTS);
        system.loop.await(system.irm.close());
        assertEquals(Map.of("home", FACTS), system.written);
    }

    @Test
    void moreThanTheBoundIsNotRemembered() {
        install(system, type);
        declare(system);
        Map<String, String> much = Map.of("fact", "x".repeat(IpcpMemory.MOST_CHARACTERS));
        assertThrows(IllegalArgumentException.class, () -> type.host("home").remember(much));
    }

    @Test
    void writeThatFailsCostsNoOther() {
        SimulatedLoop loop = new SimulatedLoop(1);
        IpcpMemory memory = new IpcpMemory(
                loop,
                ipcp -> true,
                (ipcp, facts) -> {
                    if (ipcp.equals("full")) {
                        throw new IOException("no space left on device");
                    }
                    new MemoryFolder(folder).write(ipcp, facts);
                },
                Map.of());
        memory.remember("full", FACTS);
        memory.remember("good", FACTS);
        loop.await(memory.flush());
        assertEquals(Map.of("good", FACTS), new MemoryFolder(folder).read());
    }

    @Test
    void filesAreReadAsTheyWereWritten() throws IOException {
        MemoryFolder files = new MemoryFolder(folder.resolve("not/there/yet"));
        assertEquals(Map.of(), files.read());
        files.write("a/../b", FACTS);
        files.write("c", Map.of("x", "1"));
        files.write("c", Map.of("x", "2"));
        assertEquals(Map.of("a/../b", FACTS, "c", Map.of("x", "2")), files.read());
        files.write("c", Map.of());
        files.write("never there", Map.of());
        assertEquals(Map.of("a/../b", FACTS), files.read());
    }

    @Test
    void unfinishedAndBrokenFilesAreNotUsed() throws IOException {
        MemoryFolder files = new MemoryFolder(folder);
        files.write("a", FACTS);
        Path whole;
        try (Stream<Path> all = Files.list(folder)) {
            whole = all.findFirst().orElseThrow();
        }
        Files.writeString(Path.of(whole + ".new"), "ipcp=a\nfact.add"); // killed in the middle of a write
        Files.writeString(folder.resolve("broken.facts"), "ipcp=b\nfact.x=\\u12");
        Files.writeString(folder.resolve("nameless.facts"), "fact.x=1");
        Files.writeString(folder.resolve("other.txt"), "ipcp=c");
        assertEquals(Map.of("a", FACTS), files.read());
        assertEquals(false, Files.exists(Path.of(whole + ".new")));
    }

    private static void install(SimulatedSystem into, ReluctantType installed) {
        into.irm.addType("reluctant", installed, "test 1.0.0");
    }

    private static void declare(SimulatedSystem in) {
        in.irm.desired().put(new Source("i", Declaration.OfIpcp.created("home", "reluctant"), Origin.KEPT));
        in.settle();
    }
}
