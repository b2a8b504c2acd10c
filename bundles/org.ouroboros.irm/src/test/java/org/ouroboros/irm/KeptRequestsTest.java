// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ouroboros.api.irm.IpcpInfo;
import org.ouroboros.api.irm.IpcpState;
import org.ouroboros.api.irm.IrmException;
import org.ouroboros.api.irm.LayerSpec;
import org.ouroboros.api.irm.NameInfo;
import org.ouroboros.api.irm.NameSpec;
import org.ouroboros.api.irm.ProgramBinding;
import org.ouroboros.ipcp.local.LocalIpcpType;

/** What a request says holds after a restart, whatever failed or was interrupted. */
class KeptRequestsTest {
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final MemoryConfigurations configurations = new MemoryConfigurations();
    private final List<Running> systems = new ArrayList<>();
    private Running system = start();

    /** A system on a real loop, which keeps requests. */
    private static final class Running extends RealSystem {
        private final ConfigurationStore store;

        Running(MemoryConfigurations configurations) {
            super(LIMIT, (event, subject, message) -> {});
            store = new ConfigurationStore(configurations);
        }

        /** Takes what is kept, and from then on what changes. */
        void load(MemoryConfigurations configurations) {
            configurations.listener((pid, factoryPid, deleted) -> read(() -> store.reload(
                    pid,
                    factoryPid,
                    deleted,
                    source -> onLoop(() -> source.ifPresentOrElse(
                            core.desired()::put, () -> core.desired().remove(pid))))));
            read(() -> store.load(sources -> onLoop(() -> {
                core.addType("local", new LocalIpcpType(), "org.ouroboros.ipcp.local 1.0.0");
                core.desired().replaceAll(sources);
            })));
        }

        void onLoop(Runnable task) {
            loop.call(() -> {
                        task.run();
                        return true;
                    })
                    .join();
        }

        private interface Reading {
            void read() throws IOException;
        }

        private static void read(Reading reading) {
            try {
                reading.read();
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }

        @Override
        boolean keeps() {
            return true;
        }

        @Override
        ConfigurationStore store() {
            return store;
        }
    }

    private Running start() {
        Running started = new Running(configurations);
        systems.add(started);
        started.load(configurations);
        return started;
    }

    private void restart() {
        system = start();
    }

    @BeforeEach
    void nameIsRegisteredWithAnIpcp() {
        system.createIpcp("home", "local");
        system.bootstrap("home", Optional.empty(), new LayerSpec("lan", Map.of()), false);
        system.register("name", Set.of("home"));
    }

    @AfterEach
    void close() {
        assertTrue(!Thread.interrupted(), "no test leaves its interrupt to the next");
        systems.forEach(RealSystem::close);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void whatIsCreatedAgainAfterADestroyWhoseWritesFailedIsKept(int writes) {
        configurations.failAfter(writes);
        system.destroyIpcp("home");
        configurations.mend();
        system.createIpcp("home", "local");
        restart();
        assertEquals(List.of("home"), ipcps());
        assertEquals(List.of(), registered());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void destroyWhoseWritesFailedIsFinishedAfterARestart(int writes) {
        configurations.failAfter(writes);
        system.destroyIpcp("home");
        configurations.mend();
        restart();
        assertEquals(List.of(), ipcps());
        assertEquals(1, configurations.pids().size(), "only the name is left");
    }

    @Test
    void secondDestroyLeavesNothingOfTheFirst() {
        system.createIpcp("other", "local");
        system.bootstrap("other", Optional.empty(), new LayerSpec("lan", Map.of()), false);
        system.register("name", Set.of("other"));
        configurations.failAfter(1);
        system.destroyIpcp("home");
        configurations.mend();
        system.destroyIpcp("other");
        restart();
        assertEquals(List.of(), ipcps());
        assertEquals(1, configurations.pids().size(), "only the name is left");
    }

    @Test
    void nothingIsKeptAsLongAsADestroyCannotBeFinished() {
        configurations.failAfter(1);
        system.destroyIpcp("home");
        assertThrows(IrmException.class, () -> system.createIpcp("home", "local"));
        assertEquals(List.of(), ipcps());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void destroySaysWhatHoldsAfterARestartEvenIfTheServiceGoes(int writes) {
        configurations.goneAfter(writes);
        List<String> after = List.of();
        try {
            system.destroyIpcp("home");
        } catch (IrmException refused) {
            after = List.of("home");
        }
        assertEquals(after, ipcps());
        configurations.mend();
        restart();
        assertEquals(after, ipcps());
    }

    @Test
    void interruptedDestroyIsWholeAndTheInterruptIsTold() {
        Thread.currentThread().interrupt();
        system.destroyIpcp("home");
        assertTrue(Thread.interrupted());
        assertEquals(List.of(), ipcps());
        restart();
        assertEquals(List.of(), ipcps());
    }

    @Test
    void interruptedCreationLeavesNothing() {
        Thread.currentThread().interrupt();
        assertThrows(IrmException.class, () -> system.createIpcp("other", "local"));
        assertTrue(Thread.interrupted());
        assertEquals(List.of("home"), ipcps());
        system.createIpcp("other", "local");
        restart();
        assertEquals(List.of("home", "other"), ipcps());
    }

    @Test
    void enrolmentThatNobodyWaitsForAnyMoreIsTakenBack() {
        ReluctantType slow = new ReluctantType(system.loop);
        slow.gate = new CompletableFuture<>();
        system.onLoop(() -> system.core.addType("slow", slow, "org.ouroboros.ipcp.slow 1.0.0"));
        system.createIpcp("other", "slow");
        Thread.currentThread().interrupt();
        assertThrows(
                IrmException.class, () -> system.enrol("other", Optional.empty(), "there", Optional.empty(), false));
        assertTrue(Thread.interrupted());
        assertEquals(IpcpState.JOINING, system.ipcps().getLast().state());
        system.onLoop(() -> slow.gate.complete(true));
        assertEquals(IpcpState.CREATED, system.ipcps().getLast().state());
        assertEquals(Optional.empty(), system.ipcps().getLast().layer());
    }

    private List<String> ipcps() {
        return system.ipcps().stream().map(IpcpInfo::name).sorted().toList();
    }

    private List<String> registered() {
        return system.names().stream()
                .map(NameInfo::registered)
                .flatMap(List::stream)
                .toList();
    }

    @Test
    void whatWouldNotBePlainIsRefused() {
        List<Executable> requests = List.of(
                () -> system.createName(NameSpec.of("a\tb", "spillover")),
                () -> system.createIpcp("a\tb", "local"),
                () -> system.register("a\tb", Set.of("home")),
                () -> system.bindProgram(new ProgramBinding("p", "a\tb", false, List.of())),
                () -> system.bootstrap("other", Optional.of("local"), new LayerSpec("a\tb", Map.of()), false));
        for (Executable request : requests) {
            IrmException refused = assertThrows(IrmException.class, request);
            assertEquals(IrmException.Problem.INVALID, refused.problem());
            assertTrue(
                    String.valueOf(refused.getMessage()).endsWith("'a\\tb' has control characters: leave them out"),
                    refused.getMessage());
        }
    }

    @Test
    void nameIsNotCreatedWithAFileThatCannotBeRead() {
        Map<NameSpec.SecurityFile, Path> missing = Map.of(NameSpec.SecurityFile.SERVER_KEY, Path.of("/no/such.pem"));
        IrmException refused = assertThrows(
                IrmException.class, () -> system.createName(new NameSpec("n", NameSpec.SPILLOVER, missing)));
        assertEquals(
                "skeypath '/no/such.pem' is no file that this system can read; name one that is", refused.getMessage());
    }
}
