// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ouroboros.api.Flow;
import org.ouroboros.api.FlowState;
import org.ouroboros.api.QosSpec;
import org.ouroboros.packet.PacketPool;

/** Flows in order, and without loss, over layers that promise neither, from the request of a process to the last packet. */
class QosFlowsTest {
    private static final int MESSAGES = 2_000;
    private static final Map<String, String> BAD =
            Map.of("loss", "0.08", "duplicate", "0.03", "reorder", "0.1", "delay_ms", "1", "seed", "1");

    private final SimulatedSystem system = new SimulatedSystem(1);

    private SimulatedSystem.Running badLink() {
        system.installProtection();
        system.bootstrap("va", "virtual", "link", BAD);
        system.bootstrap("vb", "virtual", "link", Map.of());
        SimulatedSystem.Running server = system.run("server");
        system.bind("server", "name");
        system.register("name", "vb");
        return server;
    }

    @Test
    void aFlowOfQosDataLosesNothingOverABadLink() {
        SimulatedSystem.Running server = badLink();
        Flow client = system.loop.await(system.request("name", QosSpec.DATA.withBer(0)));
        assertEquals("frcp, crc32", policies(client));
        List<Integer> there = transfer(client, server.server().latest());
        assertEquals(IntStream.range(0, MESSAGES).boxed().toList(), there);
        List<Integer> back = transfer(server.server().latest(), client);
        assertEquals(IntStream.range(0, MESSAGES).boxed().toList(), back);
        client.deallocate();
        system.loop.runFor(Duration.ofSeconds(1));
        assertEquals(FlowState.PEER_DEALLOCATED, server.server().latest().state());
        server.server().latest().deallocate();
        system.loop.runFor(Duration.ofSeconds(1));
        assertEquals(0, system.pool.outstanding());
    }

    @ParameterizedTest
    @ValueSource(strings = {"best", "video", "voice"})
    void aFlowInOrderNeverTurnsBackOverABadLink(String qos) {
        SimulatedSystem.Running server = badLink();
        Flow client = system.loop.await(system.request("name", QosSpec.preset(qos)));
        assertEquals("frcp", policies(client));
        List<Integer> there = transfer(client, server.server().latest());
        assertEquals(there.stream().distinct().sorted().toList(), there);
        assertTrue(there.size() > MESSAGES / 2, there.size() + " messages");
        client.deallocate();
        server.server().latest().deallocate();
        system.loop.runFor(Duration.ofSeconds(1));
        assertEquals(0, system.pool.outstanding());
    }

    @ParameterizedTest
    @ValueSource(strings = {"data", "best", "video", "voice", "raw-no-errors"})
    void everyQosIsServedOverALayerThatSpansSystems(String qos) {
        Network network = network();
        Flow client = network.loop.await(network.system(0).request(Network.name("net", 2), QosSpec.preset(qos)));
        Flow server = network.accepted(2);
        assertEquals(QosSpec.preset(qos), server.qos());
        SimulatedSystem.send(client, "question");
        network.loop.runFor(Network.SETTLING);
        assertEquals("question", SimulatedSystem.receive(server));
        SimulatedSystem.send(server, "answer");
        network.loop.runFor(Network.SETTLING);
        assertEquals("answer", SimulatedSystem.receive(client));
        client.deallocate();
        server.deallocate();
    }

    @Test
    void aFlowOfQosDataOutlivesAWireThatIsCutForAWhile() {
        Network network = network();
        Flow client = network.loop.await(network.system(0).request(Network.name("net", 2), QosSpec.DATA));
        Flow server = network.accepted(2);
        List<Integer> read = new ArrayList<>();
        int written = 0;
        for (int step = 0; read.size() < MESSAGES; step++) {
            assertTrue(step < 10_000, "stalled at " + read.size());
            for (; written < MESSAGES && client.tryWrite(message(written)); written++) {}
            network.loop.runFor(Duration.ofMillis(2));
            if (step == 5) {
                network.wires.cut(Network.wire(1, 2));
            } else if (step == 505) {
                network.wires.mend(Network.wire(1, 2));
            }
            read(server, read);
        }
        assertEquals(IntStream.range(0, MESSAGES).boxed().toList(), read);
        client.deallocate();
        server.deallocate();
    }

    @Test
    void aMessageThatIsLargerThanThePacketsOfALayerArrivesWhole() {
        Network network = network();
        Flow client = network.loop.await(network.system(0).request(Network.name("net", 2), QosSpec.DATA));
        Flow server = network.accepted(2);
        byte[] sent = new byte[client.largestMessage()];
        network.loop.random().nextBytes(sent);
        assertTrue(sent.length > PacketPool.SLOT_BYTES, sent.length + " bytes at most");
        assertTrue(client.tryWrite(ByteBuffer.wrap(sent)));
        network.loop.runFor(Network.SETTLING);
        ByteBuffer received = ByteBuffer.allocate(sent.length + 1);
        assertEquals(sent.length, server.tryRead(received));
        assertEquals(ByteBuffer.wrap(sent), received.flip());
        client.deallocate();
        server.deallocate();
    }

    private static Network network() {
        Network network = new Network(1, 3);
        for (int i = 0; i < 3; i++) {
            network.system(i).installProtection();
        }
        network.wire(0, 1, Map.of("delay_ms", "1"));
        network.wire(1, 2, Map.of("delay_ms", "1"));
        network.bootstrap("net", 0, Map.of());
        for (int i = 1; i < 3; i++) {
            network.reachable("net", i - 1, Network.wire(i - 1, i) + "." + (i - 1));
            network.enrol("net", i, i - 1);
        }
        for (int i = 0; i < 3; i++) {
            network.serve("net", i);
        }
        network.loop.runFor(Network.SETTLING);
        return network;
    }

    private String policies(Flow flow) {
        return system.irm.flows().stream()
                .filter(info -> info.id() == flow.id())
                .findFirst()
                .orElseThrow()
                .policies();
    }

    private List<Integer> transfer(Flow from, Flow to) {
        List<Integer> read = new ArrayList<>();
        int written = 0;
        for (int step = 0; step < 10_000 && (written < MESSAGES || read.size() < MESSAGES); step++) {
            for (; written < MESSAGES && from.tryWrite(message(written)); written++) {}
            system.loop.runFor(Duration.ofMillis(1));
            read(to, read);
        }
        return read;
    }

    private static ByteBuffer message(int number) {
        return ByteBuffer.allocate(Integer.BYTES + number % 1_000)
                .putInt(number)
                .clear();
    }

    private static void read(Flow flow, List<Integer> read) {
        ByteBuffer buffer = ByteBuffer.allocate(2_000);
        while (flow.tryRead(buffer.clear()) >= 0) {
            assertEquals(message(buffer.getInt(0)), buffer.flip());
            read.add(buffer.getInt(0));
        }
    }
}
