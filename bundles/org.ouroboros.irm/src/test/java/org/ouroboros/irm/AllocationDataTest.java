// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ouroboros.api.Flow;
import org.ouroboros.api.FlowOffer;
import org.ouroboros.api.FlowRefused;
import org.ouroboros.api.FlowRefused.Reason;
import org.ouroboros.api.QosSpec;
import org.ouroboros.irm.SimulatedSystem.Running;

/** What applications say to each other while their flow is allocated. */
class AllocationDataTest {
    @Test
    void itPassesBetweenTwoProcessesOfASystem() {
        SimulatedSystem system = new SimulatedSystem(1);
        Running running = system.run("server");
        system.bind("server", "name");
        running.server().answers = said -> (text(said) + " yourself").getBytes(US_ASCII);
        Flow client = system.loop.await(system.request(offer("name", "hello")));
        system.settle();
        assertEquals("hello yourself", text(client.peerData()));
        assertEquals("hello", text(running.server().latest().peerData()));
        client.deallocate();
        running.server().latest().deallocate();
        system.settle();
        assertEquals(0, running.process().flows());
    }

    @ParameterizedTest(name = "encrypted {0}")
    @ValueSource(booleans = {false, true})
    void itPassesOverALayer(boolean encrypted, @TempDir Path folder) throws IOException {
        SecuredSystems systems = new SecuredSystems(folder, 2, Map.of());
        if (encrypted) {
            systems.encrypt("", "");
        }
        systems.running.server().answers = said -> (text(said) + " yourself").getBytes(US_ASCII);
        Flow client = systems.loop.await(systems.client.request(offer(SecuredSystems.NAME, "hello")));
        systems.settle();
        assertEquals("hello yourself", text(client.peerData()));
        assertEquals("hello", text(systems.running.server().latest().peerData()));
        assertEquals(1, systems.running.process().flows());
        Flow silent = systems.client.allocate(SecuredSystems.NAME);
        systems.settle();
        assertEquals(
                "",
                text(silent.peerData()) + text(systems.running.server().latest().peerData()));
        assertEquals(List.of(), systems.close());
        assertEquals(0, systems.running.process().flows());
        assertEquals(0, systems.outstanding());
    }

    @Test
    void aProcessMayRefuseForWhatIsSaid(@TempDir Path folder) throws IOException {
        SecuredSystems systems = new SecuredSystems(folder, 3, Map.of());
        systems.encrypt("", "");
        systems.running.server().answers = said -> {
            throw new IllegalArgumentException("version 7 is not spoken here");
        };
        FlowRefused refused = assertThrows(
                FlowRefused.class,
                () -> systems.loop.await(systems.client.request(offer(SecuredSystems.NAME, "version 7"))));
        assertEquals(Reason.REFUSED_BY_PEER, refused.reason(), refused.toString());
        systems.settle();
        assertEquals(0, systems.running.process().flows());
        systems.loop.await(systems.client.request(SecuredSystems.NAME)); // says nothing, and is not asked
        assertEquals(List.of(), systems.close());
        assertEquals(0, systems.outstanding());
    }

    @Test
    void whatALayerCannotCarryIsRefusedWithItsSize() {
        Network network = new Network(1, 2);
        network.ring("net", Map.of());
        String name = Network.name("net", 1);
        SimulatedSystem client = network.system(0);
        SimulatedSystem.Server server = network.server(1);
        FlowRefused refused = assertThrows(
                FlowRefused.class, () -> network.loop.await(client.request(offer(name, "x".repeat(2_048)))));
        assertEquals(Reason.EXHAUSTED, refused.reason());
        int length = 61 + 32 + 36 + 7 + 2_048; // headers of the flow allocator, a hash, OAP, the block of members
        assertTrue(
                refused.toString().contains("a request of " + length + " bytes does not fit the "), refused.toString());
        int room = Integer.parseInt(refused.toString().replaceAll(".* does not fit the (\\d+) .*", "$1"));
        assertTrue(room < 2_048 && room > 1_700, room + " bytes, the largest packet of the layer below");
        int most = room - (length - 2_048);
        Flow flow = network.loop.await(client.request(offer(name, "x".repeat(most))));
        network.loop.runFor(Network.SETTLING);
        assertEquals(most, server.latest().peerData().length);
        flow.deallocate();
        refused = assertThrows(
                FlowRefused.class, () -> network.loop.await(client.request(offer(name, "x".repeat(most + 1)))));
        assertTrue(refused.toString().contains("a request of " + (room + 1) + " bytes"), refused.toString());
        server.answers = said -> new byte[2_048];
        refused = assertThrows(FlowRefused.class, () -> network.loop.await(client.request(offer(name, "x"))));
        assertEquals(Reason.EXHAUSTED, refused.reason(), refused.toString());
    }

    private static FlowOffer offer(String name, String said) {
        return new FlowOffer(name, QosSpec.RAW, said.getBytes(US_ASCII));
    }

    private static String text(byte[] said) {
        return new String(said, US_ASCII);
    }
}
