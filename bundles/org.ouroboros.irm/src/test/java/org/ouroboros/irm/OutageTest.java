// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ouroboros.api.Flow;

/** What flows between all systems lose when a wire goes, to the packet and the millisecond. */
class OutageTest {
    private static final System.Logger LOG = System.getLogger(OutageTest.class.getName());
    private static final String NET = "net";

    /** Time that a neighbour may be silent, by default. */
    private static final Duration DETECTION = Duration.ofSeconds(3);

    /** A layer's systems and wires. */
    enum Shape {
        RING(5),
        WHEEL(6);

        private final int size;

        Shape(int size) {
            this.size = size;
        }

        Network network(String routing) {
            Network network = new Network(20, size);
            Map<String, String> options = Map.of("routing", routing);
            switch (this) {
                case RING -> network.ring(NET, options);
                case WHEEL -> network.wheel(NET, options);
            }
            return network;
        }
    }

    @ParameterizedTest
    @CsvSource({"RING,link-state", "RING,lfa", "RING,ecmp", "WHEEL,link-state", "WHEEL,lfa", "WHEEL,ecmp"})
    void whateverWireIsCutAllFlowsCarryAgainWithinTheDetectionTime(Shape shape, String routing) {
        List<Long> outagesMs = new ArrayList<>();
        for (String wire : shape.network(routing).wires()) {
            Network network = shape.network(routing);
            Probes probes = new Probes(network, NET, Duration.ofMillis(10));
            probes.send(Duration.ofMillis(500 + 70 * outagesMs.size())); // signs of life are 750 ms apart
            probes.finish();
            assertEquals(0, probes.lostPackets(), "before the cut of " + wire);
            network.wires.cut(wire);
            long cutNs = network.loop.nowNs();
            probes.send(DETECTION.plusMillis(500));
            probes.finish();
            long outageNs = probes.lastLostNs().orElseThrow() - cutNs;
            assertTrue(outageNs <= DETECTION.plus(Network.SETTLING).toNanos(), wire + ": " + outageNs + " ns");
            outagesMs.add(outageNs / 1_000_000);
        }
        LOG.log(Level.INFO, "{0}, {1}: packets were lost until {2} ms after the cuts", shape, routing, outagesMs);
    }

    @Test
    void onAWheelWithAlternatesOnlyPacketsUnderWayAreLostWhenAWireIsSeenToGo() {
        List<Long> lost = new ArrayList<>();
        for (String wire : Shape.WHEEL.network("lfa").wires()) {
            Network network = Shape.WHEEL.network("lfa");
            Probes probes = new Probes(network, NET, Duration.ofMillis(1));
            probes.send(Duration.ofMillis(50));
            long goneNs = network.loop.nowNs();
            int end = Integer.parseInt(wire.substring(wire.lastIndexOf('-') + 1));
            network.system(end).irm.destroyIpcp(wire + "." + end);
            probes.send(Duration.ofMillis(300));
            probes.finish();
            // two hops of a millisecond there, and one more until the other end hears of it
            long mostNs = Duration.ofMillis(3).toNanos();
            assertTrue(goneNs - probes.firstLostNs().orElse(goneNs) <= mostNs, wire);
            assertTrue(probes.lastLostNs().orElse(goneNs) - goneNs <= mostNs, wire);
            lost.add(probes.lostPackets());
        }
        LOG.log(Level.INFO, "packets lost of those of 30 flows, 1 ms apart, for each wire of the wheel: {0}", lost);
    }

    @Test
    void flowsSpreadOverPathsOfEqualCostAndEachStaysOnItsOwn() {
        int flows = 64;
        int packets = 20;
        Network network = new Network(21, 4);
        network.ring(NET, Map.of("routing", "ecmp"));
        int overOne = 0;
        for (int flow = 0; flow < flows; flow++) {
            Flow client = network.allocate(NET, 0, 2);
            long one = network.count(NET, 1, "packets relayed");
            long other = network.count(NET, 3, "packets relayed");
            IntStream.range(0, packets).forEach(packet -> SimulatedSystem.send(client, "spread"));
            network.loop.runFor(Network.SETTLING);
            boolean wentOne = network.count(NET, 1, "packets relayed") - one >= packets;
            boolean wentOther = network.count(NET, 3, "packets relayed") - other >= packets;
            assertTrue(wentOne != wentOther, "all packets of a flow take one path");
            overOne += wentOne ? 1 : 0;
        }
        LOG.log(Level.INFO, "{0} of {1} flows went one way", overOne, flows);
        assertTrue(overOne >= flows / 4 && overOne <= flows * 3 / 4, overOne + " of " + flows);
    }
}
