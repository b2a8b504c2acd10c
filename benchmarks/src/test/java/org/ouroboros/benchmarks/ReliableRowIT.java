// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import javax.crypto.Cipher;
import org.junit.jupiter.api.Test;

/** The processes of {@link ReliableBench} do what they are asked for. What is measured in a moment means nothing. */
class ReliableRowIT {
    private static final int MOMENT_MS = 50;

    @Test
    void reliableAndEncryptedFlowsCarryWhatIsMeasured() throws Exception {
        try (Hosts hosts = Hosts.make(2);
                SecurityFiles security = new SecurityFiles()) {
            security.encrypt("encrypted");
            security.authenticate("authentic");
            try (Row systems = Row.ofSystems(hosts, 2, "fast", security.root().toString())) {
                carries(systems, "plain", "frcp");
                carries(systems, "encrypted", "frcp, aes-256-gcm");
                carries(systems, "authentic", "frcp, aes-256-gcm");
                String delays = systems.first().ask("delays authentic data " + MOMENT_MS);
                assertTrue(Arrays.stream(delays.split(" "))
                        .mapToLong(Long::parseLong)
                        .allMatch(ns -> ns > 0));
            }
        }
    }

    private static void carries(Row systems, String name, String policies) throws Exception {
        systems.last().ask("sink " + name);
        systems.first().ask("open " + name + " data");
        assertEquals(policies, systems.first().ask("policies"));
        long before = Long.parseLong(systems.first().ask("sent"));
        OneWay messages = new OneWay(systems, "load " + name + " " + ReliableBench.MESSAGE_BYTES + " 1000");
        OneWay.inTurn(MOMENT_MS, 1, messages);
        assertEquals(0, messages.lossPercent());
        assertTrue(messages.received().median() > 0);
        assertTrue(Long.parseLong(systems.first().ask("sent")) > before);
    }

    @Test
    void tcpCarriesTheSame() throws Exception {
        try (Hosts hosts = Hosts.make(2);
                Row streams = Row.ofBare(hosts, "fast", "stream-source", "stream-sink")) {
            OneWay flood = new OneWay(streams, "flood");
            OneWay.inTurn(MOMENT_MS, 1, flood);
            assertTrue(flood.received().median() > 0);
        }
    }

    @Test
    void theCipherIsMeasuredAlone() throws Exception {
        CipherAlone alone = new CipherAlone(new CipherTurns(
                Cipher.getInstance(CipherTurns.TRANSFORMATION),
                Cipher.getInstance(CipherTurns.TRANSFORMATION),
                ReliableBench.MESSAGE_BYTES));
        CipherAlone.Cost cost = alone.measure(MOMENT_MS);
        assertTrue(cost.sealNs() > 0 && cost.openNs() > 0);
        assertEquals(cost, CipherAlone.Cost.parse(cost.toString()));
    }
}
