// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The processes of {@link UdpBench} do what they are asked for. What is measured in a moment means nothing. */
class UdpRowIT {
    private static final int MOMENT_MS = 50;

    @ParameterizedTest
    @ValueSource(strings = {"fast", "portable"})
    void systemsInARowCarryWhatIsMeasured(String port) throws Exception {
        try (Hosts hosts = Hosts.make(3);
                Row systems = Row.ofSystems(hosts, 3, port)) {
            systems.last().ask("echo echo");
            systems.first().ask("open echo");
            assertTrue(Double.parseDouble(systems.first().ask("turns " + MOMENT_MS + " 64")) > 0);
            assertTrue(Double.parseDouble(systems.first().ask("allocate echo " + MOMENT_MS)) > 0);
            systems.last().ask("sink sink");
            systems.first().ask("open sink");
            OneWay packets = new OneWay(systems, "flood 1000 1000");
            OneWay.inTurn(MOMENT_MS, 1, packets);
            assertTrue(packets.received().median() > 0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"fast", "portable"})
    void bareSocketsCarryTheSame(String port) throws Exception {
        try (Hosts hosts = Hosts.make(2);
                Row turns = Row.ofBare(hosts, port, "client", "echo");
                Row packets = Row.ofBare(hosts, port, "source", "sink")) {
            assertTrue(Double.parseDouble(turns.first().ask("turns " + MOMENT_MS + " 64")) > 0);
            OneWay flood = new OneWay(packets, "flood");
            OneWay.inTurn(MOMENT_MS, 1, flood);
            assertTrue(flood.received().median() > 0);
        }
    }

    @Test
    void nothingIsLeftBehind() throws Exception {
        try (Hosts hosts = Hosts.make(2);
                Row turns = Row.ofBare(hosts, "portable", "client", "echo")) {
            turns.first().ask("turns " + MOMENT_MS + " 64");
        }
        assertEquals(
                0,
                ProcessHandle.current()
                        .descendants()
                        .flatMap(process -> process.info().commandLine().stream())
                        .filter(line -> line.contains(BareProcess.class.getName()))
                        .count());
    }
}
