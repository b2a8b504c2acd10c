// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.ouroboros.endpoint.Messages.message;

import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.ouroboros.packet.Packet;

/** Flows between two ends, over a link that can be bad, with policies that protect them. All is given back in the end. */
abstract class ProtectedFlows {
    static final int QUEUE = 16;

    final SimulatedSystem system = new SimulatedSystem(3, QUEUE);
    final ToyLink link = system.link(ToyLink.Terms.GOOD);
    final ToyPolicies.XorCipher cipher = new ToyPolicies.XorCipher();
    final ToyPolicies.Checksum checksum = new ToyPolicies.Checksum();
    final ToyPolicies.GoBack goBack = new ToyPolicies.GoBack(system.pool);

    void installAll() {
        system.install(cipher);
        system.install(checksum);
        system.install("ordered", new ToyPolicies.Ordered());
        system.install("goback", goBack);
    }

    @AfterEach
    void nothingIsLeftOver() {
        system.loop.run();
        assertEquals(0, system.pool.outstanding());
        assertEquals(0, cipher.open.get(), "open sealers");
        assertEquals(0, checksum.open.get(), "open checkers");
        assertEquals(0, goBack.open.get(), "open machines");
    }

    /** Lets what is under way arrive; less than the time for which a flow is held. */
    void pass() {
        system.loop.runFor(Duration.ofMillis(100));
    }

    void send(LayerEndpoint end, int packets) {
        for (int i = 0; i < packets; i++) {
            Packet packet = Messages.packet(system.pool);
            packet.put(message("abc"));
            end.send(packet);
        }
    }

    static List<Long> upTo(long end) {
        return LongStream.range(0, end).boxed().toList();
    }
}
