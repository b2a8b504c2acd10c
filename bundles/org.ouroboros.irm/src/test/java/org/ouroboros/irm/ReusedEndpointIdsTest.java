// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.irm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.ouroboros.api.Flow;
import org.ouroboros.packet.Packet;

/** Members whose flows have the endpoint id of an earlier one, as it happens by chance: each request is one of its own all the same. */
class ReusedEndpointIdsTest {
    private static final String NET = "net";
    private static final int FLOWS = 10;

    private final Network network = new Network(51, 2);
    private final Narrow narrow = new Narrow();

    @BeforeEach
    void ring() {
        network.ring(NET, Map.of());
        network.loop.runFor(Duration.ofSeconds(1));
        network.wires.tap = narrow::pass;
    }

    private void assertCarries(Flow client) {
        Flow server = network.accepted(1);
        SimulatedSystem.send(client, "question");
        SimulatedSystem.send(server, "answer");
        network.loop.runFor(Network.SETTLING);
        assertEquals("question", SimulatedSystem.receive(server));
        assertEquals("answer", SimulatedSystem.receive(client));
    }

    private void end(Flow client) {
        client.deallocate();
        network.accepted(1).deallocate();
        network.loop.runFor(Network.SETTLING);
        assertEquals(0, network.count(NET, 0, "flows now"));
        assertEquals(0, network.count(NET, 1, "flows now"));
    }

    @Test
    void oneFlowAfterTheOtherComesAtOnce() {
        for (int i = 1; i <= FLOWS; i++) {
            long sinceNs = network.loop.nowNs();
            Flow client = network.allocate(NET, 0, 1);
            assertTrue(network.system(0).elapsedMs(sinceNs) <= Network.SETTLING.toMillis());
            assertEquals(i, network.server(1).flows.size());
            assertCarries(client);
            end(client);
        }
        assertTrue(narrow.reused >= FLOWS - 1, "the ids came again");
        assertEquals(0, network.count(NET, 0, "flow requests repeated"));
    }

    @Test
    void whoAsksAgainIsAnsweredAsHeWasAndNotAsTheOneBeforeHim() {
        end(network.allocate(NET, 0, 1));
        narrow.lostReplies = 1;
        Flow client = network.allocate(NET, 0, 1);
        assertEquals(1, network.count(NET, 1, "flow requests answered again"));
        assertEquals(2, network.server(1).flows.size());
        assertCarries(client);
    }

    @Test
    void aFlowThatTheSuccessorOfAMemberHasIsToldFromALaterOne() {
        Flow before = network.allocate(NET, 0, 1);
        network.removeType(1);
        network.loop.runFor(Duration.ofMillis(10));
        network.addType(1);
        network.loop.runFor(Network.SETTLING);
        assertCarries(before);
        end(before);
        assertCarries(network.allocate(NET, 0, 1));
        assertEquals(0, network.count(NET, 0, "flow requests repeated"));
    }

    /** Has the ids of flows that a member asks for arrive without what is random in them, and takes them back. One flow at a time. */
    private static final class Narrow {
        private static final ValueLayout.OfLong OF_HEADER =
                ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
        private static final ValueLayout.OfLong OF_MESSAGE =
                ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
        private static final int FIRST_EID = 64;
        private static final long PLACE = 0xFFFF_FFFFL;

        // where a packet has what
        private static final int EID_AT = 7;
        private static final int HEADER_BYTES = 15;
        private static final int TO_AT = HEADER_BYTES + 8;
        private static final int FROM_AT = HEADER_BYTES + 16;
        private static final int CODE_AT = HEADER_BYTES + 58;
        private static final byte NOBODYS = 99;

        private final Map<Long, Long> ids = new HashMap<>(); // by what arrives for them
        int reused;
        int lostReplies;

        void pass(Packet packet) {
            if (packet.length() < HEADER_BYTES) {
                return;
            }
            long eid = packet.segment().get(OF_HEADER, packet.offset() + EID_AT);
            if (Long.compareUnsigned(eid, FIRST_EID) >= 0) {
                packet.segment().set(OF_HEADER, packet.offset() + EID_AT, whole(eid));
            } else if (eid == 0 && packet.length() > CODE_AT) {
                message(packet);
            }
        }

        private void message(Packet packet) {
            switch (packet.segment().get(ValueLayout.JAVA_BYTE, packet.offset() + CODE_AT)) {
                case 0, 4 -> {
                    long id = packet.segment().get(OF_MESSAGE, packet.offset() + FROM_AT);
                    Long before = ids.put(id & PLACE, id);
                    reused += before != null && before != id ? 1 : 0;
                    packet.segment().set(OF_MESSAGE, packet.offset() + FROM_AT, id & PLACE);
                }
                case 1 -> {
                    takeBack(packet);
                    if (lostReplies > 0) {
                        lostReplies--;
                        packet.segment().set(ValueLayout.JAVA_BYTE, packet.offset() + CODE_AT, NOBODYS);
                    }
                }
                case 3 -> {
                    takeBack(packet);
                    long from = packet.segment().get(OF_MESSAGE, packet.offset() + FROM_AT);
                    if (ids.containsValue(from)) {
                        packet.segment().set(OF_MESSAGE, packet.offset() + FROM_AT, from & PLACE);
                    }
                }
                default -> takeBack(packet);
            }
        }

        private void takeBack(Packet packet) {
            long to = packet.segment().get(OF_MESSAGE, packet.offset() + TO_AT);
            packet.segment().set(OF_MESSAGE, packet.offset() + TO_AT, whole(to));
        }

        private long whole(long id) {
            return Objects.requireNonNullElse(ids.get(id), id);
        }
    }
}
