// SPDX-License-Identifier: Apache-2.0
package org.ouroboros.ipcp.unicast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ouroboros.packet.Packet;
import org.ouroboros.packet.PacketPool;

/** The tables that a packet meets. */
class TablesTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 100, 1_000})
    void everyRouteIsFoundAndNothingElse(int size) {
        SplittableRandom random = new SplittableRandom(size);
        Map<Long, Neighbour> neighbours = new HashMap<>();
        Map<Long, List<Long>> routes = new HashMap<>();
        while (routes.size() < size) {
            long destination = random.nextInt() & 0xFFFF_FFFFL;
            long hop = random.nextInt(1, 9);
            neighbours.computeIfAbsent(hop, Neighbour::new);
            routes.put(destination, List.of(hop, 99L)); // 99 is gone
        }
        ForwardingTable table = ForwardingTable.of(routes, neighbours::get);
        assertEquals(size, table.size());
        routes.forEach((destination, hops) -> {
            ForwardingTable.Entry entry = Objects.requireNonNull(table.find(destination));
            assertEquals(1, entry.size());
            assertEquals(hops.getFirst(), entry.neighbour(0));
        });
        for (int i = 0; i < 1_000; i++) {
            long destination = random.nextInt() & 0xFFFF_FFFFL;
            assertEquals(routes.containsKey(destination), table.find(destination) != null);
        }
    }

    @Test
    void aDestinationWhoseNextHopsAreAllGoneHasNoRoute() {
        assertNull(ForwardingTable.of(Map.of(5L, List.of(7L)), address -> null).find(5));
    }

    @Test
    void packetsThatWaitKeepTheirOrderWhateverTheirNumber() {
        PacketPool pool = new PacketPool(4 << 20);
        PacketQueue queue = new PacketQueue();
        SplittableRandom random = new SplittableRandom(3);
        List<Packet> expected = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            if (random.nextInt(5) < 3 && expected.size() < 500) {
                Packet packet = Objects.requireNonNull(pool.take());
                expected.add(packet);
                queue.add(packet, i);
            } else if (!expected.isEmpty()) {
                Packet packet = Objects.requireNonNull(queue.poll());
                assertEquals(expected.removeFirst(), packet);
                packet.release();
            }
        }
        expected.forEach(packet -> assertEquals(packet, queue.poll()));
        expected.forEach(Packet::release);
        assertTrue(queue.isEmpty());
        assertNull(queue.poll());
        assertEquals(0, pool.outstanding());
    }

    @Test
    void endpointIdsAreNeverThoseOfComponentsNorThoseOfFlowsThatAreGone() {
        FlowTable table = new FlowTable(new SplittableRandom(4));
        Set<Long> used = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            long eid = table.newEid();
            assertTrue(Long.compareUnsigned(eid, FlowTable.FIRST_EID) >= 0);
            assertTrue(used.add(eid), "an id is used again");
        }
        assertNull(table.find(used.iterator().next()));
        assertNull(table.find(0));
        assertNull(table.find(-1));
    }
}
