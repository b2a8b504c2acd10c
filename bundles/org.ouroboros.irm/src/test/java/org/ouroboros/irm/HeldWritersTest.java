// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.ouroboros.api.Flow;

/** More flows than packets that may wait for a link, which all find it free, and then all write at once. */
class HeldWritersTest {
    private static final String NET = "net";
    private static final int FLOWS = 1_200;

    private final Network network = new Network(31, 2);

    @Test
    void aWriterIsHeldAsSoonAsAPacketOfAnotherOneWaits() {
        network.wire(0, 1, Map.of("rate", "10000000", "queue", "8"));
        network.bootstrap(NET, 0, Map.of("congestion", "none"));
        network.reachable(NET, 0, Network.wire(0, 1) + ".0");
        network.enrol(NET, 1, 0);
        network.serve(NET, 1);
        network.loop.runFor(Duration.ofSeconds(1));
        List<Flow> flows = new ArrayList<>();
        List<Flow> ends = new ArrayList<>();
        for (int i = 0; i < FLOWS; i++) {
            flows.add(network.allocate(NET, 0, 1));
            network.loop.runFor(Duration.ofMillis(5));
            ends.add(network.accepted(1));
            write(flows.getLast());
            network.loop.runFor(Duration.ofMillis(5));
            assertEquals(1, read(List.of(ends.getLast())));
        }

        flows.forEach(HeldWritersTest::write);
        network.loop.runFor(Duration.ofSeconds(10));

        assertEquals(0, network.count(NET, 0, "dropped: queue full"));
        assertEquals(FLOWS, read(ends));
    }

    private static void write(Flow flow) {
        assertTrue(flow.tryWrite(ByteBuffer.allocate(100)));
    }

    private static int read(List<Flow> ends) {
        ByteBuffer room = ByteBuffer.allocate(200);
        return (int) ends.stream()
                .filter(end -> end.tryRead(room.clear()) != Flow.WOULD_BLOCK)
                .count();
    }
}
